/// How a network is trained.
public struct TrainingOptions: Codable, Hashable, Sendable {
  /// The number of passes over the training set; 0 leaves parameters that another network gave as they are.
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
  /// The part of a label that is spread evenly over all classes, in 0..<1.
  ///
  /// Szegedy et al., *Rethinking the Inception architecture*, CVPR 2016 (arXiv 1512.00567).
  public var labelSmoothing: Double
  /// The largest Euclidean norm of the whole gradient, to which larger ones are scaled down; 0 is no limit.
  public var clipNorm: Double
  /// The decay per step of the moving average of the parameters that training returns, in 0..<1.
  ///
  /// average = d * average + (1 - d) * parameters after step t, with d = min(averaging, (t - 1) / (t + 9)), which
  /// keeps the start out of the average. Running statistics of normalisations are not averaged. 0 returns the
  /// parameters themselves. Polyak and Juditsky, *Acceleration of stochastic approximation by averaging*, SIAM
  /// J. Control Optim. 1992.
  public var averaging: Double
  /// Which weights the training returns.
  public var selection: WeightSelection
  /// The epochs without a better accuracy on validation samples that end the training; 0 never does.
  public var patience: Int
  /// Random changes of the training samples.
  public var augmentation: AugmentationSpec
  /// How synapses or channels are taken away, or nil to keep all.
  public var pruning: PruningSpec?
  /// How the network learns from a teacher, or nil without one.
  public var distillation: DistillationSpec?
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
    labelSmoothing: Double = 0,
    clipNorm: Double = 0,
    averaging: Double = 0,
    selection: WeightSelection = .last,
    patience: Int = 0,
    augmentation: AugmentationSpec = AugmentationSpec(),
    pruning: PruningSpec? = nil,
    distillation: DistillationSpec? = nil,
    seed: UInt64 = 1
  ) {
    self.epochs = epochs
    self.batch = batch
    self.optimizer = optimizer
    self.schedule = schedule
    self.surrogate = surrogate
    self.detachReset = detachReset
    self.regularizers = regularizers
    self.labelSmoothing = labelSmoothing
    self.clipNorm = clipNorm
    self.averaging = averaging
    self.selection = selection
    self.patience = patience
    self.augmentation = augmentation
    self.pruning = pruning
    self.distillation = distillation
    self.seed = seed
  }
}
