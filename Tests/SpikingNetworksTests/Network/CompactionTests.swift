import Testing

@testable import SpikingNetworks

@Suite struct CompactionTests {
  private struct Network: Sendable, CustomTestStringConvertible {
    let name: String
    let spec: NetworkSpec
    var testDescription: String { name }
  }

  /// Networks in which channels can go: dense, recurrent, convolutions, pools, numbers per channel.
  private static let networks: [Network] = {
    func spec(_ change: (inout NetworkSpec) -> Void) -> NetworkSpec {
      var spec = TinyProblem.spec(.rate)
      change(&spec)
      for index in spec.layers.indices {
        spec.layers[index].norm = nil
        spec.layers[index].neuron.beta = 0.5
      }
      return spec
    }
    let tuning = ParameterTuning(sharing: .channel, spread: 0.25, isTrained: false)
    return [
      Network(name: "dense to dense", spec: spec { _ in }),
      Network(
        name: "recurrence, a neuron's own numbers",
        spec: spec { spec in
          spec.layers[0].isRecurrent = true
          spec.layers[0].neuron.betaTuning = tuning
          spec.layers[0].neuron.firing?.thresholdTuning = tuning
        }
      ),
      Network(
        name: "one trained decay, synaptic currents, adaptive thresholds",
        spec: spec { spec in
          spec.layers[0].neuron.synapticDecay = 0.5
          spec.layers[0].neuron.firing?.adaptation = AdaptationSpec(decay: 0.5, step: 0.25)
          spec.layers[0].neuron.betaTuning = ParameterTuning(
            sharing: .layer,
            spread: 0,
            isTrained: true
          )
        }
      ),
      Network(
        name: "convolutions, pools of spikes and currents, a flattened dense layer",
        spec: spec { $0.layers = FeatureCase.normalised }
      ),
    ]
  }()

  /// Small multiples of 1/4, which sums of any order add up exactly.
  private func parameters(_ spec: NetworkSpec, _ draws: inout Draws) -> NetworkParameters {
    var result = NetworkParameters(initializing: spec, seed: 1)
    func quarter() -> Float { Float(draws.integer(below: 9) - 4) / 4 }
    for index in result.layers.indices {
      for place in result.layers[index].weights.indices {
        result.layers[index].weights[place] = quarter()
      }
      for place in result.layers[index].recurrentWeights.indices {
        result.layers[index].recurrentWeights[place] = quarter()
      }
      for place in result.layers[index].bias.indices {
        result.layers[index].bias[place] = quarter() / 4
      }
    }
    return result
  }

  @Test(
    "A network without channels does what the one with their weights at 0 does",
    arguments: 0..<24
  )
  func sameFunction(number: Int) throws {
    var draws = Draws(UInt64(600 + number))
    let spec = Self.networks[number % Self.networks.count].spec
    var whole = parameters(spec, &draws)
    let geometries = spec.geometries
    let removed = geometries.indices.map { layer -> [Bool] in
      guard layer + 1 < geometries.count, draws.integer(below: 4) > 0 else { return [] }
      // One stays.
      let kept = draws.integer(below: geometries[layer].channels)
      return (0..<geometries[layer].channels).map { $0 != kept && draws.integer(below: 3) == 0 }
    }
    let (small, parameters) = spec.removing(removed, from: whole)
    try small.validate()
    try small.check(parameters)
    #expect(small.isCompaction(of: spec))
    for (layer, geometry) in geometries.enumerated() {
      func isGone(_ layer: Int, _ channel: Int) -> Bool {
        layer >= 0 && !removed[layer].isEmpty && removed[layer][channel]
      }
      for place in 0..<geometry.weightCount
      where isGone(layer, geometry.channel(ofWeight: place))
        || isGone(layer - 1, place / geometry.groupOutputs % geometry.pooled.channels)
      {
        whole.layers[layer].weights[place] = 0
      }
      for channel in 0..<geometry.channels where isGone(layer, channel) {
        if !whole.layers[layer].bias.isEmpty { whole.layers[layer].bias[channel] = 0 }
        guard spec.layers[layer].isRecurrent else { continue }
        for other in 0..<geometry.channels {
          whole.layers[layer].recurrentWeights[channel * geometry.channels + other] = 0
          whole.layers[layer].recurrentWeights[other * geometry.channels + channel] = 0
        }
      }
    }
    let engine = TinyProblem.engine()
    let data = TinyProblem.samples(40, seed: UInt64(number))
    let before = try engine.evaluate(spec, whole, on: data, seed: 5)
    let after = try engine.evaluate(small, parameters, on: data, seed: 5)
    #expect(after.predictions == before.predictions)
    #expect(after.activity.map(\.spikesPerSample) == before.activity.map(\.spikesPerSample))
    #expect(after.activity.last == before.activity.last)
    #expect(before.activity[0].spikesPerSample > 0)
  }

  @Test("What stays keeps its order, in weights, recurrent weights and numbers per channel")
  func order() {
    let tuning = ParameterTuning(sharing: .channel, spread: 0, isTrained: true)
    var spec = TinyProblem.spec()
    spec.input.shape = SampleShape(height: 1, width: 2)
    spec.layers[0].connection = .dense(units: 3, bias: true)
    spec.layers[0].isRecurrent = true
    spec.layers[0].neuron.betaTuning = tuning
    spec.layers[0].neuron.firing?.thresholdTuning = tuning
    spec.layers[1].connection = .dense(units: 2, bias: false)
    let parameters = NetworkParameters(layers: [
      LayerParameters(
        weights: [1, 2, 3, 4, 5, 6],
        bias: [7, 8, 9],
        recurrentWeights: [11, 12, 13, 21, 22, 23, 31, 32, 33],
        betas: [0.1, 0.2, 0.3],
        thresholds: [1, 2, 3],
        norm: BatchNormParameters(
          scale: [1, 2, 3],
          shift: [4, 5, 6],
          mean: [7, 8, 9],
          variance: [10, 11, 12]
        )
      ),
      LayerParameters(weights: [1, 2, 3, 4, 5, 6], bias: []),
    ])
    let (small, kept) = spec.removing([[false, true, false], []], from: parameters)
    #expect(small.layers[0].connection == .dense(units: 2, bias: true))
    #expect(
      kept.layers[0]
        == LayerParameters(
          weights: [1, 3, 4, 6],
          bias: [7, 9],
          recurrentWeights: [11, 13, 31, 33],
          betas: [0.1, 0.3],
          thresholds: [1, 3],
          norm: BatchNormParameters(
            scale: [1, 3],
            shift: [4, 6],
            mean: [7, 9],
            variance: [10, 12]
          )
        )
    )
    #expect(kept.layers[1].weights == [1, 2, 5, 6])
  }

  @Test("A compaction has fewer channels in hidden layers and differs in nothing else")
  func recognition() {
    var spec = TinyProblem.spec()
    spec.layers = FeatureCase.normalised
    var small = spec.folded
    #expect(small.isCompaction(of: spec))
    if case .convolution(var connection) = small.layers[0].connection {
      connection.filters = .grouped(channels: 2, groups: 1)
      small.layers[0].connection = .convolution(connection)
    }
    small.layers[2].connection = .dense(units: 1, bias: true)
    #expect(small.isCompaction(of: spec))
    #expect(!spec.folded.isCompaction(of: small))
    var other = small
    other.layers[1].neuron.beta = 0.7
    #expect(!other.isCompaction(of: spec))
    other = small
    other.layers[3].connection = .dense(units: 2, bias: true)
    #expect(!other.isCompaction(of: spec))
    other = small
    other.layers.removeLast()
    #expect(!other.isCompaction(of: spec))
  }
}
