import SpikingNetworks
import Testing

/// What converted networks do, against the rectified ones that they come from.
@Suite struct ConvertedNetworkTests {
  private let engine = TinyProblem.engine(workers: 2)

  /// One hidden neuron behind 6 inputs of 4 bits.
  private static let single = ConversionCase.network(
    inputs: 6,
    bits: 4,
    [
      ConversionCase.dense("dense1", 1, NeuronSpec(rectifier: .none)),
      ConversionCase.dense("out", 2, ConversionCase.readout),
    ]
  )

  private static func samples(_ count: Int, inputs: Int = 6, _ draws: inout Draws) -> SampleSet {
    SampleSet(
      shape: SampleShape(height: 1, width: inputs),
      classCount: 2,
      maximum: 15,
      inputs: (0..<count * inputs).map { _ in UInt8(draws.integer(below: 16)) },
      labels: (0..<count).map { UInt8($0 % 2) }
    )
  }

  private func spikes(_ spec: NetworkSpec, _ parameters: NetworkParameters, _ sample: SampleSet)
    throws -> Double
  {
    try engine.evaluate(spec, parameters, on: sample, seed: 1).activity[0].spikesPerSample
  }

  @Test(
    "A neuron fires floor(T a / lambda) times in T steps, once a step at most",
    arguments: [1, 5, 16, 255]
  )
  func floors(timesteps: Int) throws {
    var draws = Draws(71)
    let samples = Self.samples(40, &draws)
    let parameters = NetworkParameters(layers: [
      LayerParameters(weights: draws.floats(6), bias: [0.3]),
      LayerParameters(weights: [1, -1], bias: [0, 0]),
    ])
    let target = ConversionCase.spiking(
      Self.single,
      timesteps: timesteps,
      ConversionCase.fire(threshold: 0.75)
    )
    var seen: Set<Double> = []
    for balance in [ThresholdBalance.max, .percentile(60)] {
      let converted = try engine.parameters(
        of: target,
        startingFrom: Self.single,
        parameters,
        as: NetworkStart(balance: balance),
        on: samples
      )
      let activations = (0..<samples.count).map { index in
        let sample = ConversionCase.sample(index, of: samples)
        let sum = zip(sample.inputs, parameters.layers[0].weights).reduce(0.3) {
          $0 + Double($1.0) / 15 * Double($1.1)
        }
        return max(0, sum)
      }
      let positive = activations.filter { $0 > 0 }.sorted()
      let rank = balance == .max ? positive.count : Int((0.6 * Double(positive.count)).rounded(.up))
      let level = positive[rank - 1]
      for (index, activation) in activations.enumerated() {
        let exact = min(Double(timesteps), Double(timesteps) * activation / level)
        let found = try spikes(target, converted, ConversionCase.sample(index, of: samples))
        // A charge within rounding of a whole number of thresholds may fall on either side.
        #expect(found == exact.rounded(.down) || abs(found - exact) < 1e-3)
        seen.insert(found)
      }
    }
    #expect(seen.count >= min(timesteps, 8))
  }

  @Test("Of a floored source every spike is an activation of 1, exactly")
  func unit() throws {
    let source = ConversionCase.network(
      inputs: 6,
      [
        ConversionCase.dense("dense1", 5, NeuronSpec(rectifier: .floor)),
        ConversionCase.dense("out", 2, ConversionCase.readout),
      ]
    )
    var draws = Draws(72)
    let samples = SampleSet(
      shape: source.input.shape,
      classCount: 2,
      maximum: 1,
      inputs: (0..<40 * 6).map { _ in UInt8(draws.integer(below: 2)) },
      labels: (0..<40).map { UInt8($0 % 2) }
    )
    // Multiples of 1/8: all sums are exact.
    func eighths(_ count: Int) -> [Float] {
      (0..<count).map { _ in Float(draws.integer(below: 49) - 18) / 8 }
    }
    let parameters = NetworkParameters(layers: [
      LayerParameters(weights: eighths(30), bias: eighths(5)),
      LayerParameters(weights: draws.floats(10), bias: draws.floats(2)),
    ])
    let target = ConversionCase.spiking(source, timesteps: 64)
    let converted = try engine.parameters(
      of: target,
      startingFrom: source,
      parameters,
      as: NetworkStart(balance: .unit),
      on: samples
    )
    #expect(converted.layers[0].weights == parameters.layers[0].weights.map { $0 / 64 })
    #expect(converted.layers[0].bias == parameters.layers[0].bias.map { $0 / 64 })
    var total = 0.0
    for index in 0..<samples.count {
      let sample = ConversionCase.sample(index, of: samples)
      let (weights, bias) = (parameters.layers[0].weights, parameters.layers[0].bias)
      let expected = bias.indices.reduce(0.0) { sum, neuron in
        let inputs = sample.inputs.indices.reduce(bias[neuron]) {
          $0 + Float(sample.inputs[$1]) * weights[$1 * bias.count + neuron]
        }
        return sum + Double(max(0, inputs).rounded(.down))
      }
      #expect(try spikes(target, converted, sample) == expected)
      total += expected
    }
    #expect(total > 100)
  }

  @Test("Behind the first layer weights of a floored source are copied")
  func copied() throws {
    let layers = ["dense1", "dense2"].map {
      ConversionCase.dense($0, 4, NeuronSpec(rectifier: .floor))
    }
    let source = ConversionCase.network(
      inputs: 6,
      bits: 4,
      layers + [ConversionCase.dense("out", 2, ConversionCase.readout)]
    )
    var draws = Draws(73)
    let samples = Self.samples(8, &draws)
    let parameters = NetworkParameters(initializing: source, seed: 3)
    let converted = try engine.parameters(
      of: ConversionCase.spiking(source, timesteps: 8),
      startingFrom: source,
      parameters,
      as: NetworkStart(balance: .unit, weightScale: 0.5),
      on: samples
    )
    #expect(converted.layers[1].weights == parameters.layers[1].weights)
    #expect(converted.layers[1].bias == parameters.layers[1].bias.map { $0 / 8 })
    // The scale is that of the first layer's weights alone.
    #expect(converted.layers[0].weights == parameters.layers[0].weights.map { $0 / 16 })
    #expect(converted.layers[0].bias == parameters.layers[0].bias.map { $0 / 8 })
  }

  @Test("With pools, norms and convolutions a long run classifies as the rectifiers do")
  func deep() throws {
    var layers = FeatureCase.normalised
    for index in layers.indices.dropLast() { layers[index].neuron = NeuronSpec(rectifier: .none) }
    var source = TinyProblem.spec()
    source.input.timesteps = 1
    source.layers = layers
    let data = TinyProblem.samples(300)
    let trained = try engine.train(source, options: TinyProblem.options(epochs: 8), on: data)
    let before = try engine.evaluate(trained.spec, trained.parameters, on: data, seed: 1)
    #expect(before.accuracy > 0.9)
    var target = ConversionCase.spiking(source, timesteps: 255)
    target.layers[target.layers.count - 1].neuron.beta = 1
    let converted = try engine.parameters(
      of: target,
      startingFrom: trained.spec,
      trained.parameters,
      as: NetworkStart(balance: .percentile(99.9)),
      on: data
    )
    let after = try engine.evaluate(target, converted, on: data, seed: 1)
    let same = zip(before.predictions, after.predictions).count { $0 == $1 }
    #expect(same >= 290)
  }
}
