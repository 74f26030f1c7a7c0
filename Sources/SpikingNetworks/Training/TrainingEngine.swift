/// Trains and evaluates float networks by backpropagation through time with surrogate gradients.
///
/// A batch has two parallel phases: shards of samples run forward and backward, then pieces of the
/// parameters collect their gradient over the shards and take the optimizer step; with a clip norm all pieces
/// collect before any steps, and with a penalty on the mean activity of a batch all shards run forward before any
/// runs backward. The same seed and instruction set give the same bits whatever the number of workers.
public struct TrainingEngine: Sendable {
  /// The float kernels.
  public let kernels: VectorKernels
  /// The threads that share the work.
  public let workers: WorkerPool

  /// Creates an engine.
  public init(kernels: VectorKernels, workers: WorkerPool) {
    self.kernels = kernels
    self.workers = workers
  }

  /// Returns the network after training on `samples`, from new initial parameters or from `initial`.
  ///
  /// A training that pruned channels returns the network without them.
  ///
  /// After every epoch come `checkpoint` and `progress`, in this order, so that a checkpoint exists when
  /// `progress` ends the training by throwing.
  ///
  /// - Parameters:
  ///   - spec: The structure.
  ///   - options: How to train.
  ///   - initial: The parameters to start from; nil draws them from `options.seed`. A checkpoint has its own.
  ///   - teacher: The network to learn from, where `options.distillation` says how.
  ///   - samples: The training set, already quantized to `spec.input.bits`.
  ///   - validation: The set that decides which epoch is the best; its accuracy enters the history.
  ///   - resumed: Where an earlier call was; the result is that of a call that never stopped.
  ///   - checkpoint: Called with a function that makes a checkpoint, which costs a copy of all parameters.
  ///   - progress: Called with the figures of each epoch.
  /// - Throws: `NetworkError`, or what `checkpoint` or `progress` throws, which ends the training.
  public func train(
    _ spec: NetworkSpec,
    options: TrainingOptions,
    from initial: NetworkParameters? = nil,
    taughtBy teacher: Teacher? = nil,
    on samples: SampleSet,
    validating validation: SampleSet? = nil,
    resuming resumed: TrainingCheckpoint? = nil,
    checkpoint: (() -> TrainingCheckpoint) throws -> Void = { _ in },
    progress: (EpochRecord) throws -> Void = { _ in }
  ) throws -> TrainedModel {
    let lesson = try lesson(of: teacher, spec, options)
    let identity = TrainingIdentity(
      spec: spec,
      options: options,
      sampleCount: samples.count,
      validationCount: validation?.count ?? 0,
      instructionSet: kernels.instructionSet,
      teacher: try lesson.map { try $0.teacher.hash },
      start: try initial.map { parameters in
        try spec.validate()
        return try spec.hash(with: parameters)
      }
    )
    try check(identity, samples, validation)
    guard options.epochs > 0 || initial != nil else {
      throw NetworkError.invalidOptions("epochs must be at least 1 unless training has a start")
    }
    try resumed?.check(identity)
    let parameters =
      resumed?.parameters ?? initial
      ?? NetworkParameters(initializing: spec, seed: options.seed)
    try spec.check(parameters)
    var pruning: PruningPlan?
    if let wanted = options.pruning { pruning = try PruningPlan(spec, wanted) }
    let session = TrainingSession(
      spec,
      options,
      parameters,
      pruning: pruning,
      teacher: lesson?.network,
      sampleCount: samples.count,
      kernels: kernels,
      workers: workers
    )
    if let resumed { try session.restore(resumed.memory, resumed.mask, steps: resumed.steps) }
    var course = TrainingCourse(
      options,
      history: resumed?.history ?? [],
      best: resumed?.best
    )
    try SampleView.with(samples) { view in
      while !course.isOver {
        var record = try session.run(epoch: course.history.count, on: view)
        if let validation {
          record.validationAccuracy = try evaluate(
            spec,
            session.result,
            on: validation,
            seed: options.seed
          ).accuracy
        }
        course.append(record, parameters: session.result)
        try checkpoint { session.checkpoint(identity, course) }
        try progress(record)
      }
    }
    var network = (spec: spec.folded, parameters: spec.folding(course.best ?? session.result))
    if let removed = session.pruner?.removedChannels {
      network = network.spec.removing(removed, from: network.parameters)
    }
    return TrainedModel(
      spec: network.spec,
      parameters: network.parameters,
      history: course.history,
      activity: try evaluate(network.spec, network.parameters, on: samples, seed: options.seed)
        .activity,
      selectedEpoch: course.selectedEpoch
    )
  }

  /// Returns the teacher and what it becomes for `spec`; nil where it has no part in the loss.
  private func lesson(
    of teacher: Teacher?,
    _ spec: NetworkSpec,
    _ options: TrainingOptions
  ) throws(NetworkError) -> (teacher: Teacher, network: TeacherNetwork)? {
    guard let distillation = options.distillation, distillation.isEffective else { return nil }
    guard let teacher else { throw .invalidOptions("distillation needs a teacher") }
    try spec.validate()
    try options.validate()
    try teacher.check(spec, distillation)
    let network = TeacherNetwork(teacher, distillation, student: spec.input, kernels: kernels)
    return (teacher, network)
  }

  func check(
    _ identity: TrainingIdentity,
    _ samples: SampleSet,
    _ validation: SampleSet?
  ) throws(NetworkError) {
    let options = identity.options
    try identity.spec.validate()
    try options.validate()
    try identity.spec.check(options.regularizers)
    try options.augmentation.check(identity.spec.input)
    try identity.spec.check(samples)
    try identity.spec.checkStatistics(batch: min(options.batch, samples.count))
    if let validation {
      try identity.spec.check(validation)
    } else if options.selection == .best {
      throw .invalidOptions("selection of the best epoch needs validation samples")
    } else if options.patience > 0 {
      throw .invalidOptions("patience needs validation samples")
    }
  }
}

extension TrainingSession {
  /// Returns the state of the training after the last epoch of `course`.
  fileprivate func checkpoint(
    _ identity: TrainingIdentity,
    _ course: TrainingCourse
  ) -> TrainingCheckpoint {
    TrainingCheckpoint(
      identity: identity,
      parameters: network.parameters,
      history: course.history,
      best: course.best,
      memory: OptimizerMemory(network, options),
      mask: pruner?.mask,
      steps: steps
    )
  }
}
