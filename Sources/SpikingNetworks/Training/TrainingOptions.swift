/// How a network is trained.
public struct TrainingOptions: Codable, Hashable, Sendable {
  /// The number of passes over the training set; at least 1.
  public var epochs: Int
  /// The number of samples of one optimizer step; at least 1.
  public var batch: Int
  /// The rule that turns a gradient into a change of the parameters.
  public var optimizer: OptimizerSpec
  /// The course of the learning rate.
  public var schedule: ScheduleSpec
  /// The derivative used for the firing step.
  public var surrogate: Surrogate
  /// Whether no gradient flows through the spike that resets a membrane.
  public var detachReset: Bool
  /// Penalties added to the loss.
  public var regularizers: [RegularizerSpec]
  /// Random changes of the training samples.
  public var augmentation: AugmentationSpec
  /// The key of every random draw.
  public var seed: UInt64

  /// Creates options.
  public init(
    epochs: Int = 20,
    batch: Int = 128,
    optimizer: OptimizerSpec = .adam(
      learningRate: 0.002,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8
    ),
    schedule: ScheduleSpec = .cosine(warmup: 1),
    surrogate: Surrogate = .arctan(slope: 1),
    detachReset: Bool = true,
    regularizers: [RegularizerSpec] = [],
    augmentation: AugmentationSpec = AugmentationSpec(shift: 0),
    seed: UInt64 = 1
  ) {
    self.epochs = epochs
    self.batch = batch
    self.optimizer = optimizer
    self.schedule = schedule
    self.surrogate = surrogate
    self.detachReset = detachReset
    self.regularizers = regularizers
    self.augmentation = augmentation
    self.seed = seed
  }
}

/// Random changes of the training samples, drawn anew in each epoch.
public struct AugmentationSpec: Codable, Hashable, Sendable {
  /// The largest shift in pixels along both axes, uniform in -shift...shift; 0 is none.
  public var shift: Int
  /// The standard deviation of noise added to every input, as a part of its range; 0 is none.
  public var noise: Double

  /// Creates an augmentation.
  public init(shift: Int, noise: Double = 0) {
    self.shift = shift
    self.noise = noise
  }
}
