/// Everything that decides how a network is trained.
public struct TrainingOptions: Codable, Hashable, Sendable {
  /// The number of passes over the training samples; at least 1.
  public var epochs: Int
  /// The number of samples per step; at least 1.
  public var batch: Int
  /// The update rule.
  public var optimizer: OptimizerSpec
  /// The course of the learning rate.
  public var schedule: ScheduleSpec
  /// The derivative that stands in for the one of the spike.
  public var surrogate: Surrogate
  /// Whether gradients ignore the reset.
  public var detachReset: Bool
  /// The penalties added to the loss.
  public var regularizers: [RegularizerSpec]
  /// The random changes of the training samples.
  public var augmentation: AugmentationSpec
  /// The key of every random draw.
  public var seed: UInt64

  /// Creates a set of options.
  public init(
    epochs: Int, batch: Int, optimizer: OptimizerSpec, schedule: ScheduleSpec,
    surrogate: Surrogate, detachReset: Bool, regularizers: [RegularizerSpec],
    augmentation: AugmentationSpec, seed: UInt64
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

/// Describes an update rule.
public enum OptimizerSpec: Codable, Hashable, Sendable {
  /// Adam.
  case adam(learningRate: Double, beta1: Double, beta2: Double, epsilon: Double)
  /// Stochastic gradient descent with momentum.
  case sgd(learningRate: Double, momentum: Double)
}

/// Describes the course of the learning rate; `warmup` counts epochs.
public enum ScheduleSpec: Codable, Hashable, Sendable {
  /// The same rate throughout.
  case constant(warmup: Int)
  /// Half a cosine from the full rate to zero.
  case cosine(warmup: Int)
  /// The rate times `factor` every `every` epochs.
  case step(every: Int, factor: Double, warmup: Int)
}

/// Describes the derivative that stands in for the one of the spike.
public enum Surrogate: Codable, Hashable, Sendable {
  /// 1 / (1 + slope |x|)^2.
  case fastSigmoid(slope: Double)
  /// The derivative of an arc tangent.
  case arctan(slope: Double)
  /// A triangle of this half width.
  case triangular(width: Double)
  /// A box of this half width.
  case boxcar(width: Double)
}

/// Describes a penalty added to the loss.
public enum RegularizerSpec: Codable, Hashable, Sendable {
  /// The synaptic operations, raised to `p`, optionally ramped up over the epochs.
  case synaptic(strength: Double, p: Int, ramp: Bool)
}

/// The random changes of the training samples.
public struct AugmentationSpec: Codable, Hashable, Sendable {
  /// The largest shift in pixels along each axis; 0 is none.
  public var shift: Int

  /// Creates an augmentation.
  public init(shift: Int) {
    self.shift = shift
  }
}
