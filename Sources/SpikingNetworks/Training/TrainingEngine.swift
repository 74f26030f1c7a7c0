/// Trains and evaluates float networks by backpropagation through time with surrogate gradients.
///
/// A batch has two parallel phases: shards of samples run forward and backward, then pieces of the
/// parameters collect their gradient over the shards and take the optimizer step. The same seed and
/// instruction set give the same bits whatever the number of workers.
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
  /// - Parameters:
  ///   - spec: The structure.
  ///   - options: How to train.
  ///   - initial: The parameters to start from; nil draws them from `options.seed`.
  ///   - samples: The training set, already quantized to `spec.input.bits`.
  ///   - progress: Called after every epoch; what it throws ends the training and is rethrown.
  /// - Throws: `NetworkError`, or what `progress` throws.
  public func train(
    _ spec: NetworkSpec,
    options: TrainingOptions,
    from initial: NetworkParameters? = nil,
    on samples: SampleSet,
    progress: (EpochRecord) throws -> Void = { _ in }
  ) throws -> TrainedModel {
    try spec.validate()
    try options.validate()
    try spec.check(samples)
    let parameters = initial ?? NetworkParameters(initializing: spec, seed: options.seed)
    try spec.check(parameters)
    let session = TrainingSession(
      spec,
      options,
      parameters,
      sampleCount: samples.count,
      kernels: kernels,
      workers: workers
    )
    var history: [EpochRecord] = []
    try SampleView.with(samples) { view in
      for epoch in 0..<options.epochs {
        let record = session.run(epoch: epoch, on: view)
        history.append(record)
        try progress(record)
      }
    }
    let trained = session.network.parameters
    let evaluation = try evaluate(spec, trained, on: samples, seed: options.seed)
    return TrainedModel(
      spec: spec,
      parameters: trained,
      history: history,
      activity: evaluation.activity
    )
  }
}

extension TrainingOptions {
  /// Throws `NetworkError.invalidOptions` where a number is out of range.
  public func validate() throws(NetworkError) {
    try require(epochs >= 1, "epochs must be at least 1")
    try require((1...65536).contains(batch), "batch must be in 1...65536")
    try require(surrogate.shape > 0, "the surrogate's slope or width must be positive")
    try require(augmentation.shift >= 0, "augmentation.shift must not be negative")
    try require((0...1).contains(augmentation.noise), "augmentation.noise must be in 0...1")
    try require(schedule.warmup >= 0, "warm-up must not be negative")
    try require(optimizer.learningRate >= 0, "the learning rate must not be negative")
    if case .step(let every, let factor, _) = schedule {
      try require(every >= 1 && factor > 0, "a step schedule needs every >= 1 and factor > 0")
    }
    for case .synaptic(let strength, let p, _) in regularizers {
      try require(strength >= 0, "the strength of a regularizer must not be negative")
      try require(p == 1 || p == 2, "p of the synaptic regularizer must be 1 or 2")
    }
  }

  private func require(_ condition: Bool, _ text: String) throws(NetworkError) {
    guard condition else { throw .invalidOptions(text) }
  }
}
