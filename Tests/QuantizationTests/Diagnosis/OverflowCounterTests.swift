import ContractSupport
import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct OverflowCounterTests {
  /// Two inputs with weights of 7 to one neuron with a synaptic current, 8 bits everywhere, which clamp.
  private func layer(
    accumulatorBits: Int,
    recurrence: [Int16] = [],
    decay: IntegerDecay = .none
  ) -> QuantizedLayer {
    QuantizedLayer(
      name: "dense1",
      geometry: .dense(inputs: 2, units: 1),
      weights: QuantizedWeights(grid: .symmetric, bits: 4, values: [7, 7], scales: [1]),
      recurrence: recurrence.isEmpty ? nil : IntegerRecurrence(values: recurrence, factor: 15),
      accumulatorBits: accumulatorBits,
      guardBits: 0,
      guardRounding: .floor,
      bias: nil,
      synapse: IntegerSynapse(
        decay: .shift(distances: [1], bits: 4, rounding: .halfUp),
        bits: 8,
        overflow: .saturate
      ),
      decay: decay,
      firing: nil,
      membraneBits: 8,
      overflow: .saturate
    )
  }

  private func shares(_ layer: QuantizedLayer, fires: Bool = false) -> OverflowShares {
    var counter = OverflowCounter(layer, isConstant: true)
    counter.add(
      inputs: [[15, 15], [15, 15]],
      trace: [
        LayerTrace(membranes: [127], spikes: [fires]),
        LayerTrace(membranes: [127], spikes: [false]),
      ]
    )
    return counter.shares
  }

  @Test("Sums, currents and membranes count where they leave their width")
  func byHand() {
    // The sum is 210, or 127 in 8 bits; the current 127, then 127 - 64 + 127; the membrane 127, then 254.
    #expect(
      shares(layer(accumulatorBits: 8)) == OverflowShares(sums: 1, currents: 0.5, membranes: 0.5)
    )
    // 210 leaves the current's width in both steps.
    #expect(
      shares(layer(accumulatorBits: 32)) == OverflowShares(sums: 0, currents: 1, membranes: 0.5)
    )
    // A membrane that forgets everything is the current.
    let forgetful = layer(
      accumulatorBits: 8,
      decay: .shift(distances: [0], bits: 4, rounding: .floor)
    )
    #expect(shares(forgetful) == OverflowShares(sums: 1, currents: 0.5, membranes: 0))
    // A spike of the first step adds 5 * 15 to the second sum, which 9 bits hold up to 255.
    let recurrent = layer(accumulatorBits: 9, recurrence: [5])
    #expect(shares(recurrent) == OverflowShares(sums: 0, currents: 1, membranes: 0.5))
    #expect(
      shares(recurrent, fires: true) == OverflowShares(sums: 0.5, currents: 1, membranes: 0.5)
    )
  }

  @Test("Without an overflow wider membranes change nothing")
  func widerMembranes() {
    var (quiet, changed) = (0, 0)
    for number in 0..<150 {
      var random = RandomNetworks(number: 900 + number)
      let network = random.network()
      let input = random.input(of: network)
      let steps = IntegerSimulator(network).trace(input[...], sample: 0).steps
      let encoder = SampleEncoder(network.input, seed: network.encodingSeed)
      var inputs = steps.indices.map { encoder.integers(input[...], step: $0, sample: 0) }
      var overflows = 0.0
      for (index, layer) in network.layers.enumerated() {
        var counter = OverflowCounter(
          layer,
          isConstant: index == 0 && network.input.coding == .direct
        )
        let trace = steps.map { $0[index] }
        counter.add(inputs: inputs, trace: trace)
        overflows += counter.shares.membranes
        inputs = trace.map { $0.spikes.map { $0 ? 1 : 0 } }
      }
      var wider = network
      for index in wider.layers.indices { wider.layers[index].membraneBits = 24 }
      // Some decay factors have no room for wider membranes.
      guard (try? wider.validate()) != nil else { continue }
      let isSame = IntegerSimulator(wider).trace(input[...], sample: 0).steps == steps
      #expect(overflows > 0 || isSame)
      quiet += overflows == 0 ? 1 : 0
      changed += isSame ? 0 : 1
    }
    #expect(quiet > 20 && changed > 20)
  }
}
