import CTinySNN
import Quantization
import SpikingNetworks

/// Runs a network in process through the very C that an export ships.
///
/// The functions of `tinysnn_runtime.h` are called with the descriptors and tables that the exported
/// header holds; only the order of the calls, which an export spells out in C, is repeated here.
/// The result is a value; buffers live for one call.
public struct DeviceRuntime: Sendable {
  /// The network that is run.
  public let network: QuantizedNetwork
  private let plan: DevicePlan
  private let descriptors: [tinysnn_layer_t]

  /// Prepares `network`.
  ///
  /// - Throws: `ExportError` if the network cannot be exported.
  public init(_ network: QuantizedNetwork) throws(ExportError) {
    plan = try DevicePlan(network)
    self.network = network
    descriptors = plan.layers.map(\.descriptor)
  }

  /// Classifies one sample and records every state.
  ///
  /// - Parameters:
  ///   - input: The integers 0...2^bits - 1, one per input.
  ///   - sample: The sample's number in the rate coding; without effect under direct coding.
  public func trace(_ input: ArraySlice<UInt8>, sample: Int) -> SimulationTrace {
    var state = DeviceState(plan)
    var steps: [[LayerTrace]] = []
    steps.reserveCapacity(network.input.timesteps)
    run(input, sample: sample, &state) { state in
      steps.append(plan.layers.indices.map { state.trace(of: $0, plan: plan) })
    }
    return SimulationTrace(
      steps: steps,
      scores: state.scores(plan),
      prediction: state.prediction(plan)
    )
  }

  /// Returns the classes of all samples of `set`.
  ///
  /// - Parameter firstSample: The number of the first sample in the rate coding.
  public func predictions(_ set: SampleSet, firstSample: Int = 0) -> [Int] {
    var state = DeviceState(plan)
    return (0..<set.count).map { index in
      run(set.input(index), sample: firstSample + index, &state) { _ in }
      return state.prediction(plan)
    }
  }

  private func run(
    _ input: ArraySlice<UInt8>,
    sample: Int,
    _ state: inout DeviceState,
    afterStep: (DeviceState) -> Void
  ) {
    precondition(input.count == plan.layers[0].layer.inputCount, "the sample has another shape")
    state.reset()
    input.withUnsafeBufferPointer { input in
      let first = plan.layers[0]
      if first.isLoaded { state.load(input, first, descriptors[0]) }
      var rate = tinysnn_rate_t()
      rate.key_low = UInt32(truncatingIfNeeded: network.encodingSeed)
      rate.key_high = UInt32(truncatingIfNeeded: network.encodingSeed >> 32)
      rate.sample = UInt32(truncatingIfNeeded: sample)
      rate.input_max = UInt8(network.input.maximum)
      for step in 0..<network.input.timesteps {
        for (index, layer) in plan.layers.enumerated() {
          if index == 0 && !layer.isLoaded {
            state.encode(input, rate, step: UInt8(step), layer, descriptors[0])
          }
          state.run(index, layer, descriptors[index])
        }
        state.score(plan)
        afterStep(state)
      }
    }
  }
}
