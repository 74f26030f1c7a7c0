import Testing

@testable import SpikingNetworks

@Suite struct NetworkStartTests {
  private let engine = TinyProblem.engine()
  private let data = TinyProblem.samples(64)

  private func start(
    _ spec: NetworkSpec,
    from source: NetworkSpec,
    _ parameters: NetworkParameters,
    _ start: NetworkStart = NetworkStart()
  ) throws -> NetworkParameters {
    try engine.parameters(of: spec, startingFrom: source, parameters, as: start, on: data)
  }

  private static let source = TinyProblem.spec()
  private static let parameters = NetworkParameters(initializing: source, seed: 5)

  @Test("A network of the same kind takes over all parameters, its first weights scaled")
  func copy() throws {
    var recurrent = Self.source
    recurrent.layers[0].isRecurrent = true
    let values = NetworkParameters(initializing: recurrent, seed: 6)
    // Another coding and other fixed numbers are no other connections.
    var target = recurrent
    target.input = InputSpec(shape: TinyProblem.shape, coding: .rate, bits: 2, timesteps: 9)
    target.layers[0].neuron.beta = 0.5
    #expect(try start(target, from: recurrent, values) == values)
    let scaled = try start(target, from: recurrent, values, NetworkStart(weightScale: 0.25))
    var expected = values
    expected.layers[0].weights = values.layers[0].weights.map { $0 * 0.25 }
    #expect(scaled == expected)
  }

  @Test("Numbers of channels are copied, or made from the fixed number of the start")
  func tuning() throws {
    let tuning = ParameterTuning(sharing: .channel, spread: 0.1, isTrained: true)
    var tuned = Self.source
    tuned.layers[0].neuron.betaTuning = tuning
    tuned.layers[0].neuron.firing?.thresholdTuning = tuning
    var values = NetworkParameters(initializing: tuned, seed: 6)
    values.layers[0].betas[3] = 0.125
    #expect(try start(tuned, from: tuned, values) == values)
    let filled = try start(tuned, from: Self.source, Self.parameters)
    #expect(filled.layers[0].betas == Array(repeating: 0.9, count: 12))
    #expect(filled.layers[0].thresholds == Array(repeating: 1, count: 12))
    // A network with one number for all has no place for twelve.
    #expect(throws: NetworkError.self) { try start(Self.source, from: tuned, values) }
  }

  @Test("A layer that fires has its own thresholds where that of the start never fires")
  func readout() throws {
    let tuning = ParameterTuning(sharing: .channel, spread: 0, isTrained: true)
    var counted = Self.source
    counted.readout = .spikeCount
    counted.layers[1].neuron.firing = FiringSpec(threshold: 0.75, reset: .subtract)
    #expect(try start(counted, from: Self.source, Self.parameters) == Self.parameters)
    counted.layers[1].neuron.firing?.thresholdTuning = tuning
    let started = try start(counted, from: Self.source, Self.parameters)
    #expect(started.layers[1].thresholds == [0.75, 0.75, 0.75])
    #expect(started.layers[1].weights == Self.parameters.layers[1].weights)
  }

  @Test("Floored rectifiers start from others as they are, spikes do not become activations")
  func kinds() throws {
    var rectified = Self.source
    rectified.input.timesteps = 1
    rectified.layers[0].neuron = NeuronSpec(rectifier: .none)
    var floored = rectified
    floored.layers[0].neuron = NeuronSpec(rectifier: .floor)
    #expect(try start(floored, from: rectified, Self.parameters) == Self.parameters)
    #expect(throws: NetworkError.self) { try start(rectified, from: Self.source, Self.parameters) }
  }

  @Test(
    "Other connections are refused, with the layer and both sizes",
    arguments: [
      "12 neurons", "layers", "samples", "a norm", "kind", "no bias", "not recurrent", "kernel",
    ]
  )
  func differences(name: String) throws {
    var (target, source) = (Self.source, Self.source)
    var words: [String] = []
    switch name {
    case "12 neurons":
      target.layers[0].connection = .dense(units: 5, bias: true)
      words = ["dense1", "5 neurons", "12 neurons"]
    case "layers":
      target.layers.insert(target.layers[0], at: 0)
      words = ["2 layers", "has 3"]
    case "samples":
      source.input.shape = SampleShape(height: 2, width: 8)
      words = ["2 x 8 x 1", "4 x 4 x 1"]
    case "a norm":
      target.layers[0].norm = BatchNormSpec()
      words = ["dense1 has a norm", "leave the norm out"]
    case "kind":
      for kind in [PoolKind.sum, .average] {
        target.layers[1].inputPool = PoolSpec(kind: kind, size: Extent(1))
        if kind == .sum { source = target }
      }
      words = ["the pool in front of out"]
    case "no bias":
      target.layers[0].connection = .dense(units: 12, bias: false)
      words = ["dense1 has no bias"]
    case "not recurrent":
      source.layers[0].isRecurrent = true
      words = ["dense1 is not recurrent"]
    default:
      target.layers[0].connection = .convolution(
        ConvolutionSpec(filters: .grouped(channels: 12, groups: 1), kernel: Extent(3))
      )
      words = ["dense1", "windows of 3 x 3 on 4 x 4 x 1", "windows of 4 x 4 on 4 x 4 x 1"]
    }
    let parameters = NetworkParameters(initializing: source, seed: 1)
    let error = #expect(throws: NetworkError.self) {
      try start(target, from: source, parameters)
    }
    for word in words {
      #expect(error?.description.contains(word) == true, "\(word) in \(error?.description ?? "")")
    }
  }

  @Test("A norm of the start is folded into the weights and a bias")
  func norm() throws {
    var source = Self.source
    source.layers[0].connection = .dense(units: 12, bias: false)
    source.layers[0].norm = BatchNormSpec(epsilon: 1)
    var parameters = NetworkParameters(initializing: source, seed: 2)
    parameters.layers[0].norm?.variance = Array(repeating: 3, count: 12)
    parameters.layers[0].norm?.shift = Array(repeating: 0.25, count: 12)
    let result = try start(Self.source, from: source, parameters)
    #expect(result.layers[0].bias == Array(repeating: 0.25, count: 12))
    #expect(result.layers[0].weights == parameters.layers[0].weights.map { $0 / 2 })
  }

  @Test("0 epochs return the start, measured, and need one")
  func noEpochs() throws {
    var options = TinyProblem.options(epochs: 0)
    options.selection = .best
    options.averaging = 0.5
    let model = try engine.train(
      Self.source,
      options: options,
      from: Self.parameters,
      on: data,
      validating: data
    )
    #expect(model.parameters == Self.parameters)
    #expect(model.history.isEmpty && model.selectedEpoch == 0)
    let measured = try engine.evaluate(Self.source, Self.parameters, on: data, seed: 7)
    #expect(model.activity == measured.activity)
    #expect(throws: NetworkError.self) {
      try engine.train(Self.source, options: options, on: data, validating: data)
    }
    options.pruning = PruningSpec(kind: .magnitude, sparsity: 0.5)
    #expect(throws: NetworkError.self) {
      try engine.train(
        Self.source,
        options: options,
        from: Self.parameters,
        on: data,
        validating: data
      )
    }
  }
}
