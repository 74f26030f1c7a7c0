import CVectorKernels
import CodeGeneration
import ContractSupport
import Foundation
import Testing

@testable import Quantization
@testable import SpikingNetworks

/// The contract's promise: the engine that trains, the simulator and the C runtime give the same integers, in
/// every layer and step, for networks of every kind.
///
/// `TINYSNN_PROPERTY_NETWORKS` asks for another number of networks than a quick run takes.
@Suite struct ThreeWayEqualityTests {
  private static let networkCount =
    ProcessInfo.processInfo.environment["TINYSNN_PROPERTY_NETWORKS"].flatMap { Int($0) } ?? 400
  private static let shards = 8

  @Test("Engine, simulator and C runtime agree in every state", arguments: 0..<shards)
  func equality(shard: Int) throws {
    let (kernels, workers) = (VectorKernels.best, WorkerPool(workers: 1))
    var (compared, exact, grids) = (0, 0, Set<WeightGrid>())
    for number in stride(from: shard, to: Self.networkCount, by: Self.shards) {
      var random = RandomNetworks(number: 5_000 + number)
      let network = number % 2 == 0 ? random.network() : random.imageNetwork()
      grids.formUnion(network.layers.map(\.weights.grid))
      let sample = number % 5
      let input = random.input(of: network)
      let expected = IntegerSimulator(network).trace(input[...], sample: sample)
      // These networks are small: in every third all rows are read in words, as in large ones.
      let least = number % 3 == 0 ? 0 : WeightStorage.leastPaddedBytes
      let runtime = try DeviceRuntime(network, paddedFrom: least)
      let device = runtime.trace(input[...], sample: sample)
      #expect(device == expected, "network \(number): C runtime")
      let outcome = runtime.outcome(input[...], sample: sample)
      let ends =
        outcome.steps == expected.steps.suffix(1) && outcome.scores == expected.scores
        && outcome.prediction == expected.prediction
      #expect(ends, "network \(number): C runtime, a window in one go")
      compared += 1
      // What leaves the integers that a float holds is computed by the simulator alone.
      guard let forms = try? network.layerForms(inRealUnits: true) else { continue }
      exact += 1
      let engine = EngineRun(network, forms, kernels: kernels, workers: workers)
      let states = engine.states(input, sample: sample)
      for (step, layers) in expected.steps.enumerated() {
        for (index, layer) in layers.enumerated() {
          let state = states(index, step)
          #expect(
            state.equals(layer),
            "network \(number), layer \(index), step \(step): engine"
          )
        }
      }
    }
    #expect(compared >= Self.networkCount / Self.shards && exact > compared / 2)
    #expect(grids.count == WeightGrid.allCases.count || compared < 20)
  }
}

/// A network of integers in the engine, one sample at a time.
private struct EngineRun {
  let network: NetworkState
  let workspace: ShardWorkspace
  let plan: ExecutionPlan
  let seed: UInt64

  init(
    _ integers: QuantizedNetwork,
    _ forms: [IntegerLayerForm],
    kernels: VectorKernels,
    workers: WorkerPool
  ) {
    plan = ExecutionPlan(integers.structure, kernels: kernels, computesIntegers: true)
    network = NetworkState(plan, integers: forms, workers: workers)
    workspace = ShardWorkspace(plan, capacity: 1, forTraining: false)
    seed = integers.encodingSeed
  }

  /// Runs `input` and returns a view of every layer's state in every step.
  func states(
    _ input: [UInt8],
    sample: Int
  ) -> (_ layer: Int, _ step: Int) -> EngineState {
    workspace.begin(samples: 1)
    input.withUnsafeBufferPointer { values in
      guard let base = values.baseAddress else { return }
      workspace.encode(
        base,
        slot: 0,
        draws: vk_draw_address(seed: seed, stream: .encoding, sample: sample, firstStep: 0)
      )
    }
    workspace.forward(network)
    return { layer, step in workspace.states(layer: layer, step: step, sample: 0, network) }
  }
}
