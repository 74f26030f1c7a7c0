import ContractSupport
import SpikingNetworks
import Synchronization
import Testing

@testable import Quantization

@Suite struct QuantizationAwareTrainingTests {
  private let samples = RowProblem.samples(96, seed: 51)
  private let validation = RowProblem.samples(60, seed: 52)

  private func training(
    _ stepSize: QuantizationAwareTraining.StepSize,
    _ options: TrainingOptions,
    grid: WeightGrid = .ternary,
    bits: Int = 2
  ) -> QuantizationAwareTraining {
    QuantizationAwareTraining(
      specification: QuantizationSpec(layers: [
        .plain(grid: grid, weightBits: bits, scale: .channel, clip: .mse, membraneBits: 16),
        .plain(grid: grid, weightBits: bits, clip: .mse, membraneBits: 16),
      ]),
      options: options,
      stepSize: stepSize,
      quantizer: Quantizer(seed: 5)
    )
  }

  private func floatModel(_ coding: InputCoding) throws -> TrainedModel {
    try RowProblem.engine().train(
      RowProblem.spec(coding),
      options: RowProblem.options(epochs: 4),
      on: samples.entering(RowProblem.spec(coding).input)
    )
  }

  @Test(
    "The first forward pass is that of conversion after training, bit for bit",
    arguments: QuantizationAwareTraining.StepSize.allCases,
    InputCoding.allCases
  )
  func start(stepSize: QuantizationAwareTraining.StepSize, coding: InputCoding) throws {
    let model = try floatModel(coding)
    let samples = samples.entering(model.spec.input)
    let validation = validation.entering(model.spec.input)
    // A learning rate of 0: the integers of the last forward pass are those of the first.
    let training = training(stepSize, RowProblem.options(epochs: 1, rate: 0))
    let result = try training.train(
      from: model,
      on: samples,
      validating: validation,
      engine: RowProblem.engine()
    )
    let converted = try training.quantizer.quantize(model, training.specification)
    #expect(result.network == converted)
    #expect(result.point == converted.point)
    #expect(result.model.parameters == model.parameters)
    let accuracy = IntegerSimulator(converted).evaluate(validation).accuracy
    #expect(result.model.history[0].validationAccuracy == accuracy)
  }

  @Test(
    "The network is the one that was measured last, and the same for any number of workers",
    arguments: QuantizationAwareTraining.StepSize.allCases,
    InputCoding.allCases
  )
  func result(stepSize: QuantizationAwareTraining.StepSize, coding: InputCoding) throws {
    let model = try floatModel(coding)
    let samples = samples.entering(model.spec.input)
    let validation = validation.entering(model.spec.input)
    for averaging in [0, 0.9] {
      var options = RowProblem.options(epochs: 4)
      (options.averaging, options.selection) = (averaging, .best)
      options.clipNorm = averaging == 0 ? 0.5 : 0
      let training = training(stepSize, options)
      let results = try [1, 2].map { workers in
        try training.train(
          from: model,
          on: samples,
          validating: validation,
          engine: RowProblem.engine(workers: workers)
        )
      }
      #expect(results[0] == results[1])
      let result = results[0]
      let simulator = IntegerSimulator(result.network)
      let selected = result.model.history[result.model.selectedEpoch - 1]
      #expect(simulator.evaluate(validation).accuracy == selected.validationAccuracy)
      let spikes = simulator.evaluate(samples).layerSpikes
      #expect(result.model.activity.map(\.spikesPerSample) == spikes)
      #expect(result.point == result.network.point)
      #expect(result.model.parameters != model.parameters)
      let start = try training.quantizer.quantize(model, training.specification).point
      #expect((result.point == start) == (stepSize == .fixed))
      #expect(result.point.guardBits == start.guardBits)
    }
  }

  @Test("Every layer, neuron, grid and coding trains, the same for any number of workers")
  func features() throws {
    var trained = 0
    for number in 2000..<2060 {
      guard let random = try EngineCases.make(number) else { continue }
      let hasFixedScales = random.specification.layers.contains {
        $0.weights.grid.hasPowerOfTwoScale
      }
      var options = RowProblem.options(epochs: 2, rate: 0.01)
      (options.batch, options.clipNorm) = (16, number % 2 == 0 ? 0.5 : 0)
      let training = QuantizationAwareTraining(
        specification: random.specification,
        options: options,
        stepSize: hasFixedScales ? .fixed : .learned,
        quantizer: random.quantizer
      )
      func train(workers: Int) throws -> QuantizedModel? {
        do {
          return try training.train(
            from: random.model,
            on: random.samples,
            engine: RowProblem.engine(workers: workers)
          )
        } catch is QuantizationFailure {
          // Parameters may move to where their precisions have no integers.
          return nil
        }
      }
      let results = [try train(workers: 1), try train(workers: 2)]
      #expect(results[0] == results[1], "case \(number)")
      guard let result = results[0] else { continue }
      trained += 1
      let evaluation = IntegerSimulator(result.network).evaluate(random.samples)
      #expect(result.model.activity.map(\.spikesPerSample) == evaluation.layerSpikes)
      #expect(result.model.history.allSatisfy { $0.loss.isFinite })
    }
    #expect(trained > 25)
  }

  @Test(
    "Training from initial parameters learns the classes, in two bits",
    arguments: QuantizationAwareTraining.StepSize.allCases
  )
  func scratch(stepSize: QuantizationAwareTraining.StepSize) throws {
    let training = training(stepSize, RowProblem.options(epochs: 12), grid: .symmetric)
    let results = try [1, 2].map { workers in
      try training.train(
        RowProblem.spec(.direct),
        on: samples,
        validating: validation,
        engine: RowProblem.engine(workers: workers)
      )
    }
    #expect(results[0] == results[1])
    let losses = results[0].model.history.map(\.loss)
    #expect(losses[11] < 0.6 * losses[0])
    #expect(IntegerSimulator(results[0].network).evaluate(validation).accuracy > 0.85)
  }

  @Test(
    "From initial parameters every epoch but the first chooses guard bits and fixed scales anew"
  )
  func choices() throws {
    let engine = RowProblem.engine()
    for stepSize in QuantizationAwareTraining.StepSize.allCases {
      // Nothing moves in the second epoch: its point is the one that the last parameters choose.
      var options = RowProblem.options(epochs: 2)
      options.schedule = .step(every: 1, factor: 1e-30, warmup: 0)
      let training = training(stepSize, options, grid: .symmetric)
      let spec = RowProblem.spec(.direct)
      let result = try training.train(spec, on: samples, engine: engine)
      func point(_ parameters: NetworkParameters) throws -> QuantizationPoint {
        let activity = try engine.evaluate(spec, parameters, on: samples, seed: options.seed)
          .activity
        return try training.quantizer.point(
          of: TrainedModel(spec: spec, parameters: parameters, history: [], activity: activity),
          training.specification,
          keeping: stepSize == .learned ? result.point.scales : nil
        )
      }
      #expect(try result.point == point(result.model.parameters))
      if stepSize == .fixed {
        let initial = NetworkParameters(initializing: spec, seed: options.seed)
        #expect(try result.point.scales != point(initial).scales)
      }
    }
  }

  @Test("Parameters that lose their integers leave the best epoch before, if there is one")
  func lateFailure() throws {
    struct NoIntegers: Error {}
    let model = try floatModel(.direct)
    func train(failingAt limit: Int, _ selection: WeightSelection) throws -> QuantizedTraining {
      let training = training(.fixed, RowProblem.options(epochs: 3))
      let point = try training.quantizer.point(of: model, training.specification)
      let calls = Mutex(0)
      var options = RowProblem.options(epochs: 3)
      options.selection = selection
      return try RowProblem.engine(workers: 1).train(
        model.spec,
        options: options,
        from: model.parameters,
        computing: FakeQuantization(
          point: point,
          learnsScales: false,
          encodingSeed: 5,
          derive: { parameters, point in
            let isOver = calls.withLock { calls in
              calls += 1
              return calls == limit
            }
            if isOver { throw NoIntegers() }
            return try training.quantizer.quantize(
              spec: model.spec,
              parameters: parameters,
              specification: training.specification,
              at: point
            ).layerForms(inRealUnits: true)
          }
        ),
        on: samples,
        validating: validation
      )
    }
    // One derivation at the beginning, then one for each of three batches and one for the validation.
    let firstEpoch = 1 + 3 + 1
    #expect(throws: NoIntegers.self) { try train(failingAt: firstEpoch, .best) }
    #expect(throws: NoIntegers.self) { try train(failingAt: firstEpoch + 1, .last) }
    let stopped = try train(failingAt: firstEpoch + 1, .best)
    #expect(stopped.model.history.map(\.epoch) == [1])
    #expect(stopped.model.selectedEpoch == 1)
    let whole = try train(failingAt: 0, .best)
    #expect(whole.model.history.count == 3)
    #expect(whole.model.history[0] == stopped.model.history[0])
  }

  @Test("Progress ends the training by throwing")
  func progress() throws {
    struct Stop: Error {}
    let training = training(.fixed, RowProblem.options(epochs: 9))
    var epochs = 0
    #expect(throws: Stop.self) {
      try training.train(
        RowProblem.spec(.rate),
        on: samples,
        engine: RowProblem.engine()
      ) { _ in
        epochs += 1
        if epochs == 2 { throw Stop() }
      }
    }
    #expect(epochs == 2)
  }

  @Test("Scales that are powers of two cannot be learned")
  func powersOfTwo() throws {
    let training = training(
      .learned,
      RowProblem.options(epochs: 1),
      grid: .twosComplement,
      bits: 4
    )
    expectRefusal(
      "dense1: twos_complement weights have powers of two as scales, "
        + "which cannot be learned; expected step sizes that are fixed"
    ) {
      try training.train(RowProblem.spec(.rate), on: samples, engine: RowProblem.engine())
    }
  }

  @Test("A normalisation must be folded before")
  func norm() throws {
    var spec = RowProblem.spec(.rate)
    spec.layers[0].norm = BatchNormSpec()
    let training = training(.fixed, RowProblem.options(epochs: 1))
    expectRefusal("dense1: its normalisation is not folded into its weights") {
      try training.train(spec, on: samples, engine: RowProblem.engine())
    }
  }
}
