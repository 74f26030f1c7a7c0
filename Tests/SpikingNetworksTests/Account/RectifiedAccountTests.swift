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
        #expect(account.layers.map(\.memory.stateReads) == [2, 0])
      }
    }
  }
}
