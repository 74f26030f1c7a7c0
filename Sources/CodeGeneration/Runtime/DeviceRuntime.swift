import CTinySNN
import Quantization
import SpikingNetworks

/// Runs a network in process through the very C that an export ships.
///
/// The functions of `tinysnn_runtime.h` are called with the descriptors and tables that the exported
/// header holds; only the order of the calls, which an export spells out in C, is repeated here.
/// The result is a value; the state lives for one call.
public struct DeviceRuntime: Sendable {
  /// The network that is run.
  public let network: QuantizedNetwork
  private let plan: DevicePlan
  private let tables: [DeviceTables]

  /// Prepares `network`.
  ///
  /// - Throws: `ExportError` if the network cannot be exported.
  public init(_ network: QuantizedNetwork) throws(ExportError) {
    self.init(try DevicePlan(network))
  }

  /// Prepares `network`, with dense rows of weights padded from `leastPaddedBytes` on.
  ///
  /// - Throws: `ExportError` if the network cannot be exported.
  package init(
    _ network: QuantizedNetwork,
    paddedFrom leastPaddedBytes: Int
  ) throws(ExportError) {
    self.init(try DevicePlan(network, paddedFrom: leastPaddedBytes))
  }

  /// Prepares the network of `plan`.
  init(_ plan: DevicePlan) {
    self.plan = plan
    network = plan.network
    tables = plan.layers.map(DeviceTables.init)
  }

  /// Classifies one sample and records every state.
  ///
  /// - Parameters:
  ///   - input: The integers 0...2^bits - 1, one per input; of events the frames of spikes.
  ///   - sample: The sample's number in the rate coding; without effect under the others.
  public func trace(_ input: ArraySlice<UInt8>, sample: Int) -> SimulationTrace {
    var steps: [[LayerTrace]] = []
    steps.reserveCapacity(network.input.timesteps)
    return withCalls { calls, memory in
      let readout = DeviceReadout(plan, memory)
      run(input, sample: sample, in: .steps, calls, memory, readout) {
        steps.append(readout.traces)
      }
      return SimulationTrace(
        steps: steps,
        scores: readout.classScores,
        prediction: readout.prediction
      )
    }
  }

  /// Classifies one sample in one go, in the order of an export's `run`, and records the last state.
  ///
  /// - Parameters: As in `trace`.
  /// - Returns: What `trace` returns, with the last step alone.
  public func outcome(_ input: ArraySlice<UInt8>, sample: Int) -> SimulationTrace {
    withCalls { calls, memory in
      let readout = DeviceReadout(plan, memory)
      run(input, sample: sample, in: plan.order, calls, memory, readout) {}
      return SimulationTrace(
        steps: [readout.traces],
        scores: readout.classScores,
        prediction: readout.prediction
      )
    }
  }

  /// Returns the classes of all samples of `set`.
  ///
  /// - Parameter firstSample: The number of the first sample in the rate coding.
  public func predictions(_ set: SampleSet, firstSample: Int = 0) -> [Int] {
    withCalls { calls, memory in
      let readout = DeviceReadout(plan, memory)
      return (0..<set.count).map { index in
        let sample = firstSample + index
        run(set.input(index), sample: sample, in: plan.order, calls, memory, readout) {}
        return readout.prediction
      }
    }
  }

  /// Calls `body` with the layers' calls on a new state.
  private func withCalls<Result>(_ body: ([DeviceCalls], DeviceMemory) -> Result) -> Result {
    var state = DeviceState(plan.layout)
    return state.withMemory { memory in
      func add(_ calls: [DeviceCalls]) -> Result {
        guard calls.count < plan.layers.count else { return body(calls, memory) }
        return tables[calls.count].withTables { tables in
          add(calls + [DeviceCalls(plan.layers[calls.count], tables, memory)])
        }
      }
      return add([])
    }
  }

  private func run(
    _ input: ArraySlice<UInt8>,
    sample: Int,
    in order: WindowOrder,
    _ calls: [DeviceCalls],
    _ memory: DeviceMemory,
    _ readout: DeviceReadout,
    afterStep: () -> Void
  ) {
    precondition(input.count == network.input.sampleBytes, "the sample has another shape")
    for member in plan.members where !member.isScratch {
      tinysnn_clear(memory[member.name], UInt16(member.count ?? 1), member.type.code)
    }
    var rate = tinysnn_rate_t()
    rate.key_low = UInt32(truncatingIfNeeded: network.encodingSeed)
    rate.key_high = UInt32(truncatingIfNeeded: network.encodingSeed >> 32)
    rate.sample = UInt32(truncatingIfNeeded: sample)
    rate.quotient = UInt32(65_536 / network.input.maximum)
    rate.remainder = UInt8(65_536 % network.input.maximum)
    rate.input_max = UInt8(network.input.maximum)
    input.withUnsafeBufferPointer { input in
      let steps = UInt8(network.input.timesteps)
      if calls[0].layer.isLoaded { calls[0].load(input.baseAddress) }
      if order != .steps { calls[0].runCurrents(steps: steps) }
      if order == .bothLayers {
        readout.runLast(calls, steps: steps)
        calls[0].showSpikes(of: steps - 1)
        return afterStep()
      }
      for step in 0..<network.input.timesteps {
        if order == .firstLayer { calls[0].showSpikes(of: UInt8(step)) }
        for (index, call) in calls.enumerated().dropFirst(order == .firstLayer ? 1 : 0) {
          let draws = index == 0 && network.input.coding == .rate
          if draws { call.encode(input.baseAddress, rate, step: UInt8(step)) }
          let source = index > 0 ? UnsafePointer(calls[index - 1].spikes) : frame(step, of: input)
          call.step(source, isAccumulated: draws)
        }
        readout.score()
        afterStep()
      }
    }
  }

  /// The spikes of step `step` in a sample of events; nil under the other codings.
  private func frame(
    _ step: Int,
    of sample: UnsafeBufferPointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    guard let frames = network.input.frames else { return nil }
    return sample.baseAddress.map { $0 + step * frames.frameBytes }
  }
}
