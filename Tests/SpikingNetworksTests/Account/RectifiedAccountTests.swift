import SpikingNetworks
import Testing

/// What is counted of a network that hands on numbers.
@Suite struct RectifiedAccountTests {
  /// Activations behind the four samples: (1, 0.5), (2, 0), (3, 7) and (0, 10), or their whole parts.
  private static let spec = ConversionCase.network(
    inputs: 4,
    [
      ConversionCase.dense("dense1", 2, bias: false, NeuronSpec(rectifier: .none)),
      ConversionCase.dense("out", 3, bias: false, ConversionCase.readout),
    ]
  )
  private static let parameters = NetworkParameters(layers: [
    LayerParameters(weights: [1, 0.5, 2, 0, 3, 7, -4, 10], bias: []),
    LayerParameters(weights: [1, -1, 0, 2, 0, -2], bias: []),
  ])

  @Test("Activations that are not 0 count as spikes, operations behind them as multiplications")
  func counts() throws {
    var floored = Self.spec
    floored.layers[0].neuron = NeuronSpec(rectifier: .floor)
    for (spec, total) in [(Self.spec, 6.0), (floored, 5)] {
      for (workers, times) in [(1, 1), (3, 50)] {
        let evaluation = try TinyProblem.engine(workers: workers).evaluate(
          spec,
          Self.parameters,
          on: ConversionCase.oneHot(4, classes: 3, times: times),
          seed: 1
        )
        #expect(evaluation.activity.map(\.spikesPerSample) == [total / 4, 0])
        #expect(evaluation.activity.map(\.membranePeak) == [10, 20])
        let account = ActivityAccount(spec.profile, evaluation.sampleActivity)
        // One input is lit; three synapses leave each rectifier.
        #expect(account.layers.map(\.macs) == [2, 3 * total / 4])
        #expect(account.layers.map(\.synops) == [0, 0])
        #expect(account.synops.mean == 0 && account.spikes.mean == total / 4)
        for layer in account.layers {
          #expect(layer.memory.stateReads == 0 && layer.memory.stateWrites == 0)
        }
        #expect(account.layers.map(\.memory.inputReads) == [4, 2])
        #expect(account.layers.map(\.memory.outputWrites) == [2, 3])
      }
    }
  }

  @Test("Lemaire: biases once, no resets, numbers of 32 bits are handed on")
  func energy() throws {
    var spec = Self.spec
    spec.layers[0].connection = .dense(units: 2, bias: true)
    var parameters = Self.parameters
    parameters.layers[0].bias = [0, 0]
    let evaluation = try TinyProblem.engine(workers: 1).evaluate(
      spec,
      parameters,
      on: ConversionCase.oneHot(4, classes: 3, times: 1),
      seed: 1
    )
    let energy = ActivityAccount(spec.profile, evaluation.sampleActivity).energy
    let (add, multiply) = (0.1, 3.1)
    func ram(_ bits: Int) -> Double { 13.2 + 1.09e-5 * Double(bits) }
    // Two multiplications, two biases; one and a half activations, three synapses behind each.
    let terms: [Double] = [
      2 * (multiply + add), 2 * add, 2 * add,
      4 * ram(4 * spec.input.bits), 4 * ram(8 * 32), 2 * ram(2 * 32),
      4.5 * (multiply + add), 4.5 * add,
      2 * ram(2 * 32), 4.5 * ram(6 * 32), 3 * ram(3 * 32),
    ]
    #expect(abs(energy.lemaire2022 - terms.reduce(0, +)) < 1e-9)
    #expect(abs(energy.horowitz45nm - 6.5 * 4.6) < 1e-12)
  }
}
