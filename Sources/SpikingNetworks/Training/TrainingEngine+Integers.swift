extension TrainingEngine {
  /// Returns the network after training on `samples` with forward passes in integers.
  ///
  /// Validation samples are classified by the integer network, so that the best epoch is the one
  /// with the best integers. The same seed and instruction set give the same bits whatever the
  /// number of workers.
  ///
  /// - Parameters:
  ///   - spec: The structure, without normalisations and dropout.
  ///   - options: How to train.
  ///   - initial: The parameters to start from.
  ///   - quantization: How the integers follow from the parameters.
  ///   - samples: The training set, already quantized to `spec.input.bits`.
  ///   - validation: The set that decides which epoch is the best; its accuracy enters the history.
  ///   - progress: Called with the figures of each epoch.
  /// - Throws: `NetworkError`, what `quantization.derive` throws where parameters have no integers,
  ///   or what `progress` throws; each ends the training.
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
    let identity = TrainingIdentity(
      spec: spec,
      options: options,
      sampleCount: samples.count,
      validationCount: validation?.count ?? 0,
      instructionSet: kernels.instructionSet
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
      _ scales: [[Double]],
      on samples: SampleSet
    ) throws -> FloatEvaluation {
      try spec.check(parameters)
      return try evaluate(
        spec,
        integers: try quantization.derive(parameters, scales),
        on: samples,
        seed: quantization.encodingSeed
      )
    }
    var course = TrainingCourse(options)
    var bestScales: [[Double]]?
    try SampleView.with(samples) { view in
      while !course.isOver {
        var record = try session.run(epoch: course.history.count, on: view)
        if let validation {
          record.validationAccuracy =
            try evaluation(session.result, session.resultingScales, on: validation).accuracy
        }
        course.append(record, parameters: session.result)
        if course.best != nil, course.bestEpoch == record.epoch {
          bestScales = session.resultingScales
        }
        try progress(record)
      }
    }
    let trained = course.best ?? session.result
    let scales = bestScales ?? session.resultingScales
    return QuantizedTraining(
      model: TrainedModel(
        spec: spec,
        parameters: trained,
        history: course.history,
        activity: try evaluation(trained, scales, on: samples).activity,
        selectedEpoch: course.selectedEpoch
      ),
      scales: scales
    )
  }
}
