/// A float network after training, with what training learnt about it.
public struct TrainedModel: Codable, Hashable, Sendable {
  /// The structure.
  public var spec: NetworkSpec
  /// The weights and biases.
  public var parameters: NetworkParameters
  /// One record per epoch.
  public var history: [EpochRecord]
  /// What the layers did on the training samples, measured after the last epoch.
  public var activity: [LayerActivity]

  /// Creates a trained model.
  public init(
    spec: NetworkSpec,
    parameters: NetworkParameters,
    history: [EpochRecord],
    activity: [LayerActivity]
  ) {
    self.spec = spec
    self.parameters = parameters
    self.history = history
    self.activity = activity
  }
}

/// The figures of one training epoch.
public struct EpochRecord: Codable, Hashable, Sendable {
  /// The epoch, from 1.
  public var epoch: Int
  /// The mean task loss (cross-entropy) over the epoch's samples.
  public var loss: Double
  /// The mean regularization loss over the epoch's samples.
  public var penalty: Double
  /// The fraction of the epoch's samples classified correctly, augmentation included, in 0...1.
  public var trainAccuracy: Double
  /// The learning rate of the last step.
  public var learningRate: Double
  /// The accuracy on validation samples after the epoch, in 0...1; nil without such samples.
  public var validationAccuracy: Double?

  /// Creates a record.
  public init(
    epoch: Int,
    loss: Double,
    penalty: Double,
    trainAccuracy: Double,
    learningRate: Double,
    validationAccuracy: Double? = nil
  ) {
    self.epoch = epoch
    self.loss = loss
    self.penalty = penalty
    self.trainAccuracy = trainAccuracy
    self.learningRate = learningRate
    self.validationAccuracy = validationAccuracy
  }
}

/// What one layer did over a set of samples.
public struct LayerActivity: Codable, Hashable, Sendable {
  /// The mean number of spikes per sample, over all neurons and steps; 0 for a layer that never fires.
  public var spikesPerSample: Double
  /// The largest |u| seen before reset, in real membrane units.
  public var membranePeak: Double

  /// Creates an activity record.
  public init(spikesPerSample: Double, membranePeak: Double) {
    self.spikesPerSample = spikesPerSample
    self.membranePeak = membranePeak
  }
}
