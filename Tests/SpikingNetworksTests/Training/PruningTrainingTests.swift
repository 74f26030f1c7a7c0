import Foundation
import Testing

@testable import SpikingNetworks

/// Trainings that prune.
@Suite struct PruningTrainingTests {
  /// Networks and options with every part that pruning meets.
  static let cases: [FeatureCase] = [
    FeatureCase("synapses of dense layers, clipped and averaged", .rate) { spec, options in
      spec.layers[0].isRecurrent = true
      options.clipNorm = 0.1
      options.averaging = 0.9
      options.pruning = PruningSpec(kind: .magnitude, sparsity: 0.6, start: 0, end: 1)
    },
    FeatureCase("synapses of convolutions, weights decaying") { spec, options in
      spec.layers = FeatureCase.grouped
      options.optimizer = .adamW(
        learningRate: 0.02,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weightDecay: 0.1
      )
      options.pruning = PruningSpec(kind: .magnitude, sparsity: 0.75, start: 0, end: 0.5)
    },
    FeatureCase("synapses of wide layers whose inputs share sums", .rate) { spec, options in
      spec.input.timesteps = 14
      spec.layers[0].connection = .dense(units: 70, bias: true)
      options.optimizer = .sgd(learningRate: 0.1, momentum: 0.9)
      options.pruning = PruningSpec(kind: .magnitude, sparsity: 0.5, start: 0, end: 1)
    },
    FeatureCase("channels of normalised convolutions, averaged", .rate) { spec, options in
      spec.layers = FeatureCase.normalised
      options.averaging = 0.9
      options.pruning = PruningSpec(kind: .channels, sparsity: 0.5, start: 0, end: 1)
    },
    FeatureCase("neurons with recurrence, decays and thresholds of their own") { spec, options in
      let tuning = ParameterTuning(sharing: .channel, spread: 0.05, isTrained: true)
      spec.layers[0].isRecurrent = true
      spec.layers[0].neuron.betaTuning = tuning
      spec.layers[0].neuron.firing = FeatureCase.firing
      spec.layers[0].neuron.firing?.thresholdTuning = tuning
      options.optimizer = .sgd(learningRate: 0.1, momentum: 0.9)
      options.clipNorm = 1
      options.pruning = PruningSpec(kind: .channels, sparsity: 0.6, start: 0, end: 0.5)
    },
  ]

  private func train(
    _ test: FeatureCase,
    workers: Int = 2,
    resuming: TrainingCheckpoint? = nil
  ) throws -> (model: TrainedModel, files: [Data]) {
    var files: [Data] = []
    let model = try TinyProblem.engine(workers: workers).train(
      test.spec,
      options: test.options,
      on: FeatureCase.values,
      resuming: resuming
    ) {
      files.append(try $0().data())
    }
    return (model, files)
  }

  private func plan(_ test: FeatureCase) throws -> PruningPlan {
    try PruningPlan(test.spec, #require(test.options.pruning))
  }

  @Test(
    "Every epoch has the zeros that the schedule says, and keeps those before",
    arguments: cases
  )
  func schedule(test: FeatureCase) throws {
    let plan = try plan(test)
    var before = PruningMask(unitCounts: plan.unitCounts)
    for (epoch, file) in try train(test).files.enumerated() {
      let checkpoint = try TrainingCheckpoint(data: file)
      let mask = try #require(checkpoint.mask)
      #expect(mask.counts == plan.prunedCounts(inEpoch: epoch, of: 3))
      for (old, new) in zip(before.layers, mask.layers) {
        #expect(zip(old, new).allSatisfy { !$0 || $1 })
      }
      before = mask
      // Pruned numbers are 0, with the averages, and no other is.
      for (index, layer) in checkpoint.parameters.layers.enumerated() {
        let pruned = plan.prunedNumbers(ofLayer: index, mask)
        #expect(zip(pruned.weights, layer.weights).allSatisfy { $0 == ($1 == 0) })
        #expect(zip(pruned.recurrentWeights, layer.recurrentWeights).allSatisfy { $0 == ($1 == 0) })
        for numbers in [layer.bias, layer.norm?.scale ?? [], layer.norm?.shift ?? []] {
          #expect(zip(pruned.channels, numbers).allSatisfy { !$0 || $1 == 0 })
        }
      }
    }
    #expect(before.counts.reduce(0, +) > 0)
  }

  @Test("The result has the sparsity that was asked for, moving averages too", arguments: cases)
  func result(test: FeatureCase) throws {
    let (model, plan) = (try train(test).model, try plan(test))
    let sparsity = plan.pruning.sparsity
    switch plan.pruning.kind {
    case .magnitude:
      #expect(model.spec == test.spec.folded)
      for (units, layer) in zip(plan.unitCounts, model.parameters.layers) {
        let zeros = (layer.weights + layer.recurrentWeights).count { $0 == 0 }
        #expect(zeros == Int((sparsity * Double(units)).rounded()))
        #expect(!layer.bias.contains(0))
      }
    case .channels:
      #expect(model.spec.isCompaction(of: test.spec))
      let channels = zip(plan.unitCounts, test.spec.geometries).map { units, geometry in
        geometry.channels - Int((sparsity * Double(units)).rounded())
      }
      #expect(model.spec.geometries.map(\.channels) == channels)
      try model.spec.validate()
      try model.spec.check(model.parameters)
    }
  }

  @Test("The network without channels does what the one with zeros does")
  func compaction() throws {
    for test in Self.cases where test.options.pruning?.kind == .channels {
      let (model, files) = try train(test)
      let checkpoint = try TrainingCheckpoint(data: try #require(files.last))
      var whole = checkpoint.parameters
      if test.options.averaging > 0 {
        // What the training returns are averages, which a checkpoint keeps apart.
        let session = NetworkState(
          ExecutionPlan(test.spec, kernels: .best),
          whole,
          forTraining: true
        )
        try checkpoint.memory.restore(to: session)
        whole = session.averagedParameters
      }
      let engine = TinyProblem.engine()
      let data = TinyProblem.samples(60, seed: 53)
      let (full, small) = (
        try engine.evaluate(test.spec, whole, on: data, seed: 3),
        try engine.evaluate(model.spec, model.parameters, on: data, seed: 3)
      )
      #expect(full.predictions == small.predictions)
      #expect(full.activity.map(\.spikesPerSample) == small.activity.map(\.spikesPerSample))
      #expect(small.hiddenSynops < full.hiddenSynops)
    }
  }

  @Test("One, two and three workers give identical bytes", arguments: cases)
  func workersDoNotShow(test: FeatureCase) throws {
    let whole = try train(test, workers: 1)
    for workers in [2, 3] {
      let other = try train(test, workers: workers)
      #expect(other.files == whole.files)
      #expect(other.model == whole.model)
    }
  }

  @Test("A continued training gives the bytes of an undisturbed one", arguments: cases)
  func resumes(test: FeatureCase) throws {
    let whole = try train(test)
    for (index, file) in whole.files.enumerated() {
      let checkpoint = try TrainingCheckpoint(data: file)
      #expect(try checkpoint.data() == file)
      let resumed = try train(test, workers: 1 + index, resuming: checkpoint)
      #expect(resumed.model == whole.model)
      #expect(resumed.files == Array(whole.files[(index + 1)...]))
    }
  }

  @Test("Without a learning rate the smallest initial weights are gone")
  func smallestWeights() throws {
    var options = TinyProblem.options(epochs: 1, optimizer: .sgd(learningRate: 0, momentum: 0))
    options.pruning = PruningSpec(kind: .magnitude, sparsity: 0.4, layers: ["dense1"])
    let spec = TinyProblem.spec()
    var expected = NetworkParameters(initializing: spec, seed: options.seed)
    let weights = expected.layers[0].weights
    // 16 x 12 synapses.
    let order = weights.indices.sorted { abs(weights[$0]) < abs(weights[$1]) }
    for place in order.prefix(77) { expected.layers[0].weights[place] = 0 }
    let model = try TinyProblem.engine().train(spec, options: options, on: FeatureCase.values)
    #expect(model.parameters == expected)
  }

  @Test("Pruned numbers do not count in the norm that a gradient is clipped to")
  func clipping() throws {
    // With all synapses of a layer pruned but one, only this one and the biases have a gradient.
    var options = TinyProblem.options(epochs: 1, optimizer: .sgd(learningRate: 1, momentum: 0))
    options.batch = 70
    options.schedule = .constant(warmup: 0)
    options.clipNorm = 1e-3
    options.pruning = PruningSpec(kind: .magnitude, sparsity: 0.999, start: 0, end: 0)
    let spec = TinyProblem.spec()
    let start = NetworkParameters(initializing: spec, seed: options.seed)
    let model = try TinyProblem.engine().train(spec, options: options, on: FeatureCase.values)
    var square = 0.0
    for (before, after) in zip(start.layers, model.parameters.layers) {
      #expect(after.weights.count { $0 != 0 } == 1)
      let moved = zip(before.weights, after.weights).filter { $0.1 != 0 }
      for (old, new) in moved + zip(before.bias, after.bias) {
        square += Double(new - old) * Double(new - old)
      }
    }
    // One step of rate 1 along a gradient of this norm.
    #expect(abs(square.squareRoot() / 1e-3 - 1) < 1e-3)
  }

  @Test("Only epochs that lack all that is to be pruned can be the best")
  func bestEpoch() {
    func course(_ accuracies: [Double], patience: Int = 0) -> TrainingCourse {
      let options = TrainingOptions(
        epochs: 6,
        selection: .best,
        patience: patience,
        pruning: PruningSpec(kind: .magnitude, sparsity: 0.5, start: 0, end: 0.5)
      )
      var course = TrainingCourse(options)
      for (index, accuracy) in accuracies.enumerated() {
        let record = EpochRecord(
          epoch: index + 1,
          loss: 0,
          penalty: 0,
          trainAccuracy: 0,
          learningRate: 0,
          validationAccuracy: accuracy
        )
        course.append(
          record,
          parameters: NetworkParameters(layers: [
            LayerParameters(weights: [Float(index + 1)], bias: [])
          ])
        )
      }
      return course
    }
    // All is pruned from the fourth epoch on.
    let whole = course([0.9, 0.9, 0.9, 0.5, 0.6, 0.6])
    #expect(whole.bestEpoch == 5)
    #expect(whole.best?.layers[0].weights == [5])
    #expect(!course([0.9, 0.1, 0.1], patience: 1).isOver)
    #expect(!course([0.9, 0.1, 0.1, 0.1], patience: 1).isOver)
    #expect(course([0.9, 0.1, 0.1, 0.1, 0.1], patience: 1).isOver)
    // A checkpoint in between has some parameters.
    #expect(course([0.9, 0.8]).best?.layers[0].weights == [2])
  }

  @Test("Masks that are missing or not those of the epoch are refused")
  func damagedMasks() throws {
    let test = Self.cases[0]
    let file = try #require(try train(test).files.dropFirst().first)
    let made = try TrainingCheckpoint(data: file)
    func resume(_ mask: PruningMask?) throws {
      let changed = TrainingCheckpoint(
        identity: made.identity,
        parameters: made.parameters,
        history: made.history,
        best: nil,
        memory: made.memory,
        mask: mask,
        steps: made.steps
      )
      _ = try train(test, resuming: changed)
    }
    try resume(made.mask)
    let counts = try plan(test).unitCounts
    var more = try #require(made.mask)
    more.grow(1, to: more.counts[1] + 1, scores: Array(repeating: 0, count: counts[1]))
    for mask in [nil, PruningMask(unitCounts: counts), PruningMask(unitCounts: [1, 1]), more] {
      #expect(throws: NetworkError.self) { try resume(mask) }
    }
  }
}
