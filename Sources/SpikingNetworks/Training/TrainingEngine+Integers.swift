extension TrainingEngine {
  /// Returns the network after training on `samples` with forward passes in integers.
  ///
  /// Validation samples are classified by the integer network, so that the best epoch is the one
  /// with the best integers. The same seed and instruction set give the same bits whatever the
  /// number of workers. Where a later epoch leads to parameters without integers, the training ends with
  /// the best epoch before.
  ///
  /// - Parameters:
  ///   - spec: The structure, without normalisations and dropout.
  ///   - options: How to train.
  ///   - initial: The parameters to start from.
  ///   - quantization: How the integers follow from the parameters.
  ///   - samples: The training set, already quantized to `spec.input.bits`.
  ///   - validation: The set that decides which epoch is the best; its accuracy enters the history.
  ///   - progress: Called with the figures of each epoch.
  /// - Throws: `NetworkError`, what the functions of `quantization` throw where parameters have no
  ///   integers and there is no best epoch yet, or what `progress` throws.
  public func train(
    _ spec: NetworkSpec,
    options: TrainingOptions,
    from initial: NetworkParameters,
    computing quantization: FakeQuantization,
    on samples: SampleSet,
    validating validation: SampleSet? = nil,
    progress: (EpochRecord) throws -> Void = { _ in }
  ) throws -> QuantizedTraining {
    guard spec == spec.folded else {
      throw NetworkError.invalidNetwork(
        "training in integers takes a network without normalisations and dropout"
      )
    }
    guard options.epochs > 0 else {
      throw NetworkError.invalidOptions("epochs must be at least 1")
    }
    if options.distillation?.isEffective == true {
      throw NetworkError.invalidOptions("training in integers has no teacher")
    }
    let identity = TrainingIdentity(
      spec: spec,
      options: options,
      sampleCount: samples.count,
      validationCount: validation?.count ?? 0,
      instructionSet: kernels.instructionSet,
      teacher: nil,
      // Nothing resumes it.
      start: nil
    )
    try check(identity, samples, validation)
    try spec.check(initial)
    let session = TrainingSession(
      spec,
      options,
      initial,
      pruning: try options.pruning.map { pruning in try PruningPlan(spec, pruning) },
      sampleCount: samples.count,
      quantization: quantization,
      kernels: kernels,
      workers: workers
    )
    try session.requantize()
    func evaluation(
      _ parameters: NetworkParameters,
      _ point: QuantizationPoint,
      on samples: SampleSet
    ) throws -> FloatEvaluation {
      try spec.check(parameters)
      return try evaluate(
        spec,
        integers: try quantization.derive(parameters, point),
        on: samples,
        seed: quantization.encodingSeed
      )
    }
    var course = TrainingCourse(options)
    var bestPoint: QuantizationPoint?
    try SampleView.with(samples) { view in
      while !course.isOver {
        var record: EpochRecord
        do {
          record = try session.run(epoch: course.history.count, on: view)
          if let validation {
            record.validationAccuracy =
              try evaluation(session.result, session.resultingPoint, on: validation).accuracy
          }
        } catch {
          // Numbers that moved until they have no integers do not take the best epoch with them.
          guard course.best != nil else { throw error }
          return
        }
        course.append(record, parameters: session.result)
        if course.best != nil, course.bestEpoch == record.epoch {
          bestPoint = session.resultingPoint
        }
        try progress(record)
      }
    }
    let trained = course.best ?? session.result
    let point = bestPoint ?? session.resultingPoint
    return QuantizedTraining(
      model: TrainedModel(
        spec: spec,
        parameters: trained,
        history: course.history,
        activity: try evaluation(trained, point, on: samples).activity,
        selectedEpoch: course.selectedEpoch
      ),
      point: point
    )
  }
}
