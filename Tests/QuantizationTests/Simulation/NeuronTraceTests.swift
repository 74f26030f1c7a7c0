import ContractSupport
import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

/// Every part of the integer step against a trace that was computed by hand.
@Suite struct NeuronTraceTests {
  /// The states of a single dense layer under direct inputs of 4 bits.
  private func trace(
    _ input: [UInt8],
    weights: [Int16],
    thresholds: [Int32]?,
    timesteps: Int,
    change: (inout QuantizedLayer) -> Void
  ) throws -> [LayerTrace] {
    var layer = plainLayer(
      .dense(inputs: input.count, units: weights.count / input.count),
      weights: weights,
      threshold: thresholds
    )
    layer.firing?.reset = .subtract
    change(&layer)
    var network = plainNetwork(layer.geometry.input, [layer], timesteps: timesteps)
    if thresholds != nil { network.readout = .spikeCount }
    try network.validate()
    let simulator = IntegerSimulator(network)
    let trace = simulator.trace(input[...], sample: 0)
    #expect(trace == ContractInterpreter(network).trace(input[...], sample: 0))
    return trace.steps.map { $0[0] }
  }

  @Test("A synaptic current decays, takes what arrives, saturates, and drives the membrane")
  func synapticCurrent() throws {
    let states = try trace([1], weights: [8], thresholds: [30], timesteps: 5) {
      $0.synapse = IntegerSynapse(
        decay: .shift(distances: [1], bits: 3, rounding: .floor),
        bits: 5,
        overflow: .saturate
      )
      $0.bias = ScaledIntegers(bits: 4, exponent: 0, mantissas: [1])
    }
    // i: 8; 8 - 4 + 8; 12 - 6 + 8; 14 - 7 + 8; 15 - 7 + 8 = 16, of which 5 bits hold 15.
    #expect(states.map { $0.currents[0] } == [8, 12, 14, 15, 15])
    // u: 0 + 8 + 1; 9 + 12 + 1; 22 + 14 + 1 = 37 fires; 7 + 15 + 1; 23 + 15 + 1 = 39 fires.
    #expect(states.map { $0.membranes[0] } == [9, 22, 7, 23, 9])
    #expect(states.map { $0.spikes[0] } == [false, false, true, false, true])
  }

  @Test("A synaptic current that wraps turns its sign")
  func wrappingCurrent() throws {
    let states = try trace([1], weights: [9], thresholds: nil, timesteps: 3) {
      $0.synapse = IntegerSynapse(decay: .none, bits: 5, overflow: .wrap)
    }
    // 9; 18 - 32; -14 + 9.
    #expect(states.map { $0.currents[0] } == [9, -14, -5])
    #expect(states.map { $0.membranes[0] } == [9, -5, -10])
  }

  @Test("A synaptic current that leaks away in one step is the current itself")
  func currentsThatActAtOnce() throws {
    let plain = try trace([3], weights: [7], thresholds: [30], timesteps: 6) { _ in }
    let synaptic = try trace([3], weights: [7], thresholds: [30], timesteps: 6) {
      $0.synapse = IntegerSynapse(
        decay: .multiplier(factors: [1], fractionBits: 0, bits: 1, rounding: .floor),
        bits: 12,
        overflow: .saturate
      )
    }
    #expect(plain.map(\.membranes) == synaptic.map(\.membranes))
    #expect(synaptic.allSatisfy { $0.currents == [21] })
  }

  @Test("The threshold decays before the comparison and rises after a spike, up to its limit")
  func adaptiveThreshold() throws {
    func states(step: Int32) throws -> [LayerTrace] {
      try trace([1], weights: [10], thresholds: [10], timesteps: 6) {
        $0.firing?.adaptation = IntegerAdaptation(
          decay: .shift(distances: [1], bits: 3, rounding: .floor),
          step: ScaledIntegers(bits: 4, exponent: 0, mantissas: [step]),
          bits: 4
        )
      }
    }
    // a before the comparison: 0, 3, 2, 4, 5, 3; u: 10, 10, 20, 18, 14, 24.
    let risen = try states(step: 6)
    #expect(risen.map { $0.spikes[0] } == [true, false, true, true, false, true])
    #expect(risen.map { $0.membranes[0] } == [0, 10, 8, 4, 14, 11])
    #expect(risen.map { $0.rises[0] } == [6, 3, 8, 10, 5, 9])
    // a before the comparison: 0, 7, 4, 8, 4, 8; u: 10, 10, 20, 16, 26, 22. Of 18 and 22, 4 bits
    // hold 15.
    let limited = try states(step: 14)
    #expect(limited.map { $0.rises[0] } == [14, 7, 15, 8, 15, 15])
    #expect(limited.map { $0.membranes[0] } == [0, 10, 6, 16, 12, 4])
  }

  @Test("Recurrent spikes arrive one step later, in the unit of direct inputs")
  func recurrence() throws {
    let states = try trace([5], weights: [3, 0], thresholds: [15], timesteps: 5) {
      // From 0 to 1 with +1, from 1 to 0 with -1; a spike is 15 units.
      $0.recurrence = IntegerRecurrence(values: [0, 1, -1, 0], factor: 15)
    }
    #expect(
      states.map(\.spikes) == [
        [true, false], [true, true], [false, true], [false, false], [true, false],
      ]
    )
    #expect(states.allSatisfy { $0.membranes == [0, 0] })
  }

  @Test("A second sample starts without the spikes, currents and rises of the first")
  func reset() throws {
    for number in 0..<60 {
      var random = RandomNetworks(number: number)
      let network = random.network()
      let input = random.input(of: network)
      let simulator = IntegerSimulator(network)
      let set = SampleSet(
        shape: network.input.shape,
        classCount: network.classCount,
        maximum: network.input.maximum,
        inputs: input + input,
        labels: [0, 0],
        frameCount: network.input.frames?.count
      )
      let traces = (0..<2).map { simulator.trace(input[...], sample: $0) }
      let spikes = traces.flatMap { $0.steps.flatMap { $0.flatMap(\.spikes) } }.count { $0 }
      let evaluation = simulator.evaluate(set)
      #expect(evaluation.predictions == traces.map(\.prediction))
      #expect(Int((2 * evaluation.spikes).rounded()) == spikes)
    }
  }

  @Test(
    "A sum is brought into the accumulator once, when it is complete",
    arguments: OverflowMode.allCases
  )
  func accumulator(mode: OverflowMode) throws {
    // 100 + 100 - 90 = 110 fits 8 bits, whatever the order; 100 + 100 does not.
    func membranes(_ input: [UInt8]) throws -> [Int32] {
      try trace(input, weights: [100, 100, -90], thresholds: nil, timesteps: 2) {
        $0.accumulatorBits = 8
        $0.accumulatorOverflow = mode
        $0.guardBits = 1
      }
      .map { $0.membranes[0] }
    }
    #expect(try membranes([1, 1, 1]) == [220, 440])
    #expect(try membranes([1, 1, 0]) == (mode == .saturate ? [254, 508] : [-112, -224]))
  }

  @Test("Recurrent weights belong to the sum that is brought into the accumulator")
  func recurrentAccumulator() throws {
    let states = try trace([1], weights: [100], thresholds: [100], timesteps: 2) {
      $0.accumulatorBits = 8
      $0.recurrence = IntegerRecurrence(values: [5], factor: 15)
    }
    // 100 fires and leaves 0; 100 + 75 saturates at 127.
    #expect(states.map { $0.membranes[0] } == [0, 27])
  }

  @Test("Each sum of a pooled window is brought into the accumulator before the largest is taken")
  func pooledAccumulator() throws {
    let geometry = LayerGeometry(
      input: SampleShape(height: 1, width: 2),
      kernel: Extent(1),
      channels: 1,
      currentWindow: Extent(height: 1, width: 2)
    )
    var layer = plainLayer(geometry, weights: [25])
    layer.accumulatorBits = 8
    layer.accumulatorOverflow = .wrap
    let network = plainNetwork(geometry.input, [layer])
    try network.validate()
    // 8 * 25 = 200 becomes -56, so that 2 * 25 is larger.
    #expect(IntegerSimulator(network).trace([8, 2], sample: 0).scores == [50])
  }

  @Test("Reset values belong to their channel")
  func resetValues() throws {
    let states = try trace([1], weights: [9, 9, 9], thresholds: [9], timesteps: 2) {
      $0.firing?.reset = .zero
      $0.firing?.resetValue = ScaledIntegers(bits: 4, exponent: 1, mantissas: [-2, 0, 3])
    }
    #expect(states.map(\.membranes) == [[-4, 0, 6], [5, 0, 6]])
  }
}
