import SpikingNetworks

/// Quantization-aware training (QAT): trains the parameters of a network through the integers that
/// they become.
///
/// Forward passes run the integer network bit for bit; gradients pass through every rounding and
/// every clamp of a state unchanged (straight-through estimator; Bengio et al., arXiv 1308.3432),
/// and reach a weight unless it lies beyond its grid and would go further.
public struct QuantizationAwareTraining: Sendable {
  /// Describes what becomes of the scales of the weights.
  public enum StepSize: String, Codable, CaseIterable, Hashable, Sendable {
    /// They stay what conversion after training chose.
    case fixed
    /// They are trained: learned step size quantization (LSQ; Esser et al., arXiv 1902.08153).
    case learned
  }

  /// The precisions of each layer.
  public var specification: QuantizationSpec
  /// How to train; epochs, learning rate and the rest are those of this training alone.
  public var options: TrainingOptions
  /// What becomes of the scales of the weights.
  public var stepSize: StepSize
  /// What derives the integers; its seed is that of the network's rate coding.
  public var quantizer: Quantizer

  /// Creates a training.
  public init(
    specification: QuantizationSpec,
    options: TrainingOptions,
    stepSize: StepSize = .fixed,
    quantizer: Quantizer
  ) {
    self.specification = specification
    self.options = options
    self.stepSize = stepSize
    self.quantizer = quantizer
  }

  /// Returns `model` after training through its integers; the first of them are those of conversion
  /// after training.
  ///
  /// - Parameters:
  ///   - model: A float network after training, or after an earlier training of this kind.
  ///   - samples: The training set, already quantized to the width of the input.
  ///   - validation: The set on which the integer network of each epoch is measured.
  ///   - engine: The kernels and the threads.
  ///   - progress: Called with the figures of each epoch; throwing ends the training.
  /// - Throws: `QuantizationFailure` where the parameters have no integers, at the beginning or, with
  ///   moving scales and thresholds, later without a best epoch to return; `NetworkError`; what
  ///   `progress` throws.
  public func train(
    from model: TrainedModel,
    on samples: SampleSet,
    validating validation: SampleSet? = nil,
    engine: TrainingEngine,
    progress: (EpochRecord) throws -> Void = { _ in }
  ) throws -> QuantizedModel {
    try train(
      from: model,
      choosing: nil,
      on: samples,
      validating: validation,
      engine: engine,
      progress: progress
    )
  }

  /// Returns a network that was trained through its integers from the beginning.
  ///
  /// Random weights say nothing about the range of trained ones: guard bits, and scales that are not
  /// learned, are chosen anew at the beginning of every epoch, as conversion after training would.
  ///
  /// - Parameters:
  ///   - spec: The structure, without normalisations and dropout.
  ///   - initial: The parameters to start from; nil draws them from `options.seed`.
  ///   - samples: The training set, already quantized to the width of the input.
  ///   - validation: The set on which the integer network of each epoch is measured.
  ///   - engine: The kernels and the threads.
  ///   - progress: Called with the figures of each epoch; throwing ends the training.
  /// - Throws: As `train(from:on:validating:engine:progress:)`.
  public func train(
    _ spec: NetworkSpec,
    from initial: NetworkParameters? = nil,
    on samples: SampleSet,
    validating validation: SampleSet? = nil,
    engine: TrainingEngine,
    progress: (EpochRecord) throws -> Void = { _ in }
  ) throws -> QuantizedModel {
    try spec.validate()
    let (quantizer, specification, seed) = (quantizer, specification, options.seed)
    let learnsScales = stepSize == .learned
    @Sendable func model(_ parameters: NetworkParameters) throws -> TrainedModel {
      // The guard bits of a membrane that is read out follow from how far it reaches.
      let evaluation = try engine.evaluate(spec, parameters, on: samples, seed: seed)
      return TrainedModel(
        spec: spec,
        parameters: parameters,
        history: [],
        activity: evaluation.activity
      )
    }
    return try train(
      from: try model(initial ?? NetworkParameters(initializing: spec, seed: seed)),
      choosing: { parameters, point in
        try quantizer.point(
          of: try model(parameters),
          specification,
          keeping: learnsScales ? point.scales : nil
        )
      },
      on: samples,
      validating: validation,
      engine: engine,
      progress: progress
    )
  }

  private func train(
    from model: TrainedModel,
    choosing choice: FakeQuantization.Choice?,
    on samples: SampleSet,
    validating validation: SampleSet?,
    engine: TrainingEngine,
    progress: (EpochRecord) throws -> Void
  ) throws -> QuantizedModel {
    try checkStepSizes(of: model.spec)
    let (quantizer, specification, spec) = (quantizer, specification, model.spec)
    @Sendable func integers(
      _ parameters: NetworkParameters,
      _ point: QuantizationPoint
    ) throws(QuantizationFailure) -> QuantizedNetwork {
      try quantizer.quantize(
        spec: spec,
        parameters: parameters,
        specification: specification,
        at: point
      )
    }
    let training = try engine.train(
      spec,
      options: options,
      from: model.parameters,
      computing: FakeQuantization(
        point: try quantizer.quantize(model, specification).point,
        learnsScales: stepSize == .learned,
        encodingSeed: quantizer.seed,
        derive: { parameters, point in
          try integers(parameters, point).layerForms(inRealUnits: true)
        },
        choose: choice
      ),
      on: samples,
      validating: validation,
      progress: progress
    )
    return QuantizedModel(
      model: training.model,
      point: training.point,
      network: try integers(training.model.parameters, training.point)
    )
  }

  private func checkStepSizes(of spec: NetworkSpec) throws(QuantizationFailure) {
    guard stepSize == .learned else { return }
    for (layer, precisions) in zip(spec.layers, specification.layers)
    where precisions.weights.grid.hasPowerOfTwoScale {
      throw .illegal(
        layer: layer.name,
        reason: "\(precisions.weights.grid.rawValue) weights have powers of two as scales, "
          + "which cannot be learned; expected step sizes that are fixed"
      )
    }
  }
}
