import ContractSupport
import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct IntegerSimulatorTests {
  @Test("A leaky neuron with soft reset follows the trace computed by hand")
  func handTrace() {
    // Weight 5, input 1, so 5 * 2 = 10 and bias 1 give 11 a step; leak = floor(v * 3 / 8);
    // threshold 20. v: 0 -> 11; 11 - 4 + 11 = 18; 18 - 6 + 11 = 23 fires -> 3; 3 - 1 + 11 = 13.
    let layer = QuantizedLayer(
      name: "dense1",
      geometry: .dense(inputs: 1, units: 1),
      weights: QuantizedWeights(grid: .symmetric, bits: 4, values: [5], scales: [0.1]),
      guardBits: 1,
      guardRounding: .floor,
      bias: ScaledIntegers(bits: 4, exponent: 0, mantissas: [1]),
      decay: .multiplier(factors: [3], fractionBits: 3, bits: 2, rounding: .floor),
      firing: IntegerFiring(
        threshold: ScaledIntegers(bits: 4, exponent: 1, mantissas: [10]),
        reset: .subtract
      ),
      membraneBits: 8,
      overflow: .saturate
    )
    let network = QuantizedNetwork(
      input: InputSpec(
        shape: SampleShape(height: 1, width: 1),
        coding: .direct,
        bits: 1,
        timesteps: 4
      ),
      encodingSeed: 0,
      layers: [layer],
      readout: .spikeCount
    )
    let trace = IntegerSimulator(network).trace([1], sample: 0)
    #expect(trace.steps.map { $0[0].membranes[0] } == [11, 18, 3, 13])
    #expect(trace.steps.map { $0[0].spikes[0] } == [false, false, true, false])
    #expect(trace.scores == [1])
  }

  @Test("Overflow acts once a step, before comparison", arguments: OverflowMode.allCases)
  func overflow(mode: OverflowMode) {
    // 100 a step into 8 bits: 100, then 200 saturates to 127 or wraps to -56.
    let layer = QuantizedLayer(
      name: "dense1",
      geometry: .dense(inputs: 1, units: 1),
      weights: QuantizedWeights(grid: .symmetric, bits: 8, values: [100], scales: [1]),
      guardBits: 0,
      guardRounding: .floor,
      bias: nil,
      decay: .none,
      firing: nil,
      membraneBits: 8,
      overflow: mode
    )
    let network = QuantizedNetwork(
      input: InputSpec(
        shape: SampleShape(height: 1, width: 1),
        coding: .direct,
        bits: 1,
        timesteps: 2
      ),
      encodingSeed: 0,
      layers: [layer],
      readout: .membrane(.last)
    )
    let trace = IntegerSimulator(network).trace([1], sample: 0)
    #expect(trace.steps.map { $0[0].membranes[0] } == [100, mode == .saturate ? 127 : -56])
  }

  @Test(
    "Every state equals a second reading of the contract on 400 random networks",
    arguments: [false, true]
  )
  func randomNetworks(ofImages: Bool) {
    for number in 0..<400 {
      var random = RandomNetworks(number: number)
      let network = ofImages ? random.imageNetwork() : random.network()
      let simulator = IntegerSimulator(network)
      let reference = ContractInterpreter(network)
      for sample in 0..<3 {
        let input = random.input(of: network)
        let expected = reference.trace(input[...], sample: sample)
        let found = simulator.trace(input[...], sample: sample)
        #expect(found == expected, "network \(number), sample \(sample)")
        if found != expected { return }
      }
    }
  }

  @Test("Evaluation of a set agrees with single traces and counts spikes and operations")
  func evaluation() {
    var random = RandomNetworks(number: 7)
    let network = random.network()
    let inputs = (0..<20).map { _ in random.input(of: network) }
    let simulator = IntegerSimulator(network)
    let traces = inputs.enumerated().map { simulator.trace($1[...], sample: $0) }
    let set = SampleSet(
      shape: network.input.shape,
      classCount: network.classCount,
      maximum: network.input.maximum,
      inputs: Array(inputs.joined()),
      labels: traces.map { UInt8($0.prediction) },
      frameCount: network.input.frames?.count
    )
    let evaluation = simulator.evaluate(set)
    #expect(evaluation.accuracy == 1)
    #expect(evaluation.predictions == traces.map(\.prediction))
    let spikes = network.layers.indices.map { layer in
      traces.reduce(0) { sum, trace in
        sum + trace.steps.reduce(0) { $0 + $1[layer].spikes.count { $0 } }
      }
    }
    #expect(evaluation.layerSpikes == spikes.map { Double($0) / 20 })
  }
}
