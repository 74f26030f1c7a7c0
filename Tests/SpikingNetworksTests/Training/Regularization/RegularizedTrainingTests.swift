import SpikingNetworks
import Testing

/// Whole trainings with penalties; single gradients are held by the reference.
@Suite struct RegularizedTrainingTests {
  private static let operations = Penalty.operations(
    target: .fraction(0.1),
    scope: .network,
    sides: .both
  )

  static let penalties: [Penalty] = [
    .synaptic(p: 1), .synaptic(p: 2), .spikes(p: 1, scope: .network),
    .spikes(p: 2, scope: .layer), .hoyer, .hoyerSquare, operations,
    .operations(target: .fraction(0.01), scope: .layer, sides: .above),
    .firingRate(target: 0.2, sides: .both), .logits, .membrane(lower: -0.5, upper: 1),
  ]

  private let samples = TinyProblem.samples(90)

  private func train(
    _ regularizers: [RegularizerSpec],
    spec: NetworkSpec = TinyProblem.spec(),
    from parameters: NetworkParameters? = nil,
    workers: Int = 1,
    _ change: (inout TrainingOptions) -> Void = { _ in }
  ) throws -> TrainedModel {
    var options = TinyProblem.options()
    options.regularizers = regularizers
    change(&options)
    return try TinyProblem.engine(workers: workers)
      .train(spec, options: options, from: parameters, on: samples)
  }

  @Test("The number of workers does not show, whatever is punished")
  func workers() throws {
    let regularizers = (Self.penalties + [.weightDecay]).map {
      RegularizerSpec($0, strength: 0.05, ramp: true)
    }
    for batch in [7, 40, 90] {
      let models = try [1, 2, 3].map { workers in
        try train(regularizers, workers: workers) { $0.batch = batch }
      }
      #expect(models[0] == models[1])
      #expect(models[0] == models[2])
      #expect(models[0].history.allSatisfy { $0.penalty > 0 })
    }
  }

  @Test("A strength of 0 trains the same bits as no penalty")
  func nothing() throws {
    let regularizers = (Self.penalties + [.weightDecay]).map { RegularizerSpec($0, strength: 0) }
    #expect(try train(regularizers) == train([]))
  }

  /// Every hidden neuron twice, each with half the weight to the readout.
  private func doubled(_ parameters: NetworkParameters) -> NetworkParameters {
    var result = parameters
    let units = 12
    let (first, last) = (parameters.layers[0], parameters.layers[1])
    result.layers[0].weights = stride(from: 0, to: first.weights.count, by: units).flatMap {
      first.weights[$0..<$0 + units] + first.weights[$0..<$0 + units]
    }
    result.layers[0].bias = first.bias + first.bias
    result.layers[1].weights = (last.weights + last.weights).map { $0 / 2 }
    return result
  }

  @Test("Twice the neurons that do the same have the same penalty", arguments: penalties)
  func normalisation(penalty: Penalty) throws {
    let parameters = NetworkParameters(initializing: TinyProblem.spec(), seed: 3)
    var wide = TinyProblem.spec()
    wide.layers[0].connection = .dense(units: 24, bias: true)
    let regularizers = [RegularizerSpec(penalty, strength: 2)]
    func value(_ spec: NetworkSpec, _ parameters: NetworkParameters) throws -> Double {
      let model = try train(regularizers, spec: spec, from: parameters) {
        $0.epochs = 1
        $0.optimizer = .sgd(learningRate: 0, momentum: 0)
      }
      return model.history[0].penalty
    }
    let (narrow, doubled) = (
      try value(TinyProblem.spec(), parameters), try value(wide, doubled(parameters))
    )
    #expect(narrow > 0)
    #expect(abs(narrow - doubled) < 1e-5 * narrow)
  }

  @Test("Operations come to their target from both sides")
  func operations() throws {
    for fraction in [0.1, 0.4] {
      let target = fraction * 12 * 3 * 4
      let regularizer = RegularizerSpec(
        .operations(target: .fraction(fraction), scope: .network, sides: .both),
        strength: 2
      )
      let model = try train([regularizer]) { $0.epochs = 40 }
      let evaluation = try TinyProblem.engine().evaluate(
        model.spec,
        model.parameters,
        on: samples,
        seed: 1
      )
      #expect(abs(evaluation.hiddenSynops / target - 1) < 0.15)
    }
  }

  @Test("A floor of rates wakes neurons that never fire")
  func floor() throws {
    var parameters = NetworkParameters(initializing: TinyProblem.spec(), seed: 3)
    // Close enough to the threshold for the surrogate.
    parameters.layers[0].bias = parameters.layers[0].bias.map { _ in -0.3 }
    func spikes(_ regularizers: [RegularizerSpec]) throws -> Double {
      try train(regularizers, from: parameters) { $0.epochs = 20 }.activity[0].spikesPerSample
    }
    let floor = RegularizerSpec(.firingRate(target: 0.5, sides: .below), strength: 20)
    #expect(try spikes([floor]) > spikes([]) + 2)
  }

  @Test("Logits, weights and membranes become smaller")
  func sizes() throws {
    func size(_ model: TrainedModel) -> Float {
      model.parameters.layers.reduce(0) { $0 + $1.weights.reduce(0) { $0 + $1 * $1 } }
    }
    let plain = try train([])
    #expect(size(try train([RegularizerSpec(.weightDecay, strength: 0.1)])) < 0.8 * size(plain))
    #expect(size(try train([RegularizerSpec(.logits, strength: 1)])) < size(plain))
    let bound = RegularizerSpec(.membrane(lower: -0.2, upper: 1), strength: 20)
    #expect(try train([bound]).activity[0].membranePeak < plain.activity[0].membranePeak)
  }

  @Test("A training that goes on from a checkpoint has the same penalties")
  func resumed() throws {
    var options = TinyProblem.options()
    options.regularizers = (Self.penalties + [.weightDecay]).map {
      RegularizerSpec($0, strength: 0.05, ramp: .linear(from: 0.2, to: 0.9))
    }
    var half: TrainingCheckpoint?
    let whole = try TinyProblem.engine().train(
      TinyProblem.spec(),
      options: options,
      on: samples,
      checkpoint: { make in
        let checkpoint = make()
        if checkpoint.history.count == 2 { half = checkpoint }
      }
    )
    #expect(half != nil)
    let resumed = try TinyProblem.engine().train(
      TinyProblem.spec(),
      options: options,
      on: samples,
      resuming: half
    )
    #expect(resumed == whole)
  }
}
