import CVectorKernels
import Testing

@testable import Quantization
@testable import SpikingNetworks

/// The engine's forward pass in integers against the simulator, state by state.
@Suite struct IntegerForwardTests {
  @Test(
    "Every state of every step is the simulator's",
    arguments: InstructionSet.available,
    [false, true]
  )
  func states(instructionSet: InstructionSet, forTraining: Bool) throws {
    let kernels = try #require(VectorKernels(instructionSet: instructionSet))
    let workers = WorkerPool(workers: 1)
    var (compared, fired, rises, currents) = (0, 0, 0, 0)
    for number in 0..<140 {
      guard let random = try EngineCases.make(number),
        let forms = try? random.network.layerForms(inRealUnits: true)
      else { continue }
      compared += 1
      let plan = ExecutionPlan(random.model.spec, kernels: kernels, computesIntegers: true)
      let network: NetworkState
      if forTraining {
        network = NetworkState(plan, random.model.parameters, forTraining: true)
        network.adopt(forms, workers: workers, kernels)
      } else {
        network = NetworkState(plan, integers: forms, workers: workers)
      }
      let count = min(random.samples.count, 8)
      let workspace = ShardWorkspace(plan, capacity: count, forTraining: forTraining)
      encode(random, count: count, workspace)
      workspace.forward(network)
      let simulator = IntegerSimulator(random.network)
      for sample in 0..<count {
        let trace = simulator.trace(random.samples.input(sample), sample: sample)
        for (step, layers) in trace.steps.enumerated() {
          for (index, expected) in layers.enumerated() {
            let states = workspace.states(layer: index, step: step, sample: sample, network)
            #expect(
              states.equals(expected),
              "case \(number), sample \(sample), step \(step), layer \(index)"
            )
            fired += states.spikes.count { $0 }
            rises += states.rises.count { $0 > 0 }
            currents += states.currents?.count { $0 != 0 } ?? 0
          }
        }
      }
    }
    // The cases must be worth their name.
    #expect(compared > 70 && fired > 5000)
    #expect(rises > 500 && currents > 100)
  }

  private func encode(_ random: EngineCases.Case, count: Int, _ workspace: ShardWorkspace) {
    workspace.begin(samples: count)
    SampleView.with(random.samples) { view in
      for sample in 0..<count {
        workspace.encode(
          view.input(sample),
          slot: sample,
          draws: vk_draw_address(
            seed: random.quantizer.seed,
            stream: .encoding,
            sample: sample,
            firstStep: 0
          )
        )
      }
    }
  }
}
