/// A float network after training, with what training learnt about it.
public struct TrainedModel: Codable, Hashable, Sendable {
  /// The structure, normalisations folded and dropout gone.
  public var spec: NetworkSpec
  /// The parameters of `spec`: those of the selected epoch, or their moving average.
  public var parameters: NetworkParameters
  /// One record per epoch.
  public var history: [EpochRecord]
  /// What the layers did on the training samples, measured with `parameters`.
  public var activity: [LayerActivity]
  /// The epoch that the parameters come from, from 1.
  public var selectedEpoch: Int

  /// Creates a trained model; without `selectedEpoch` it is that of the last record.
  public init(
    spec: NetworkSpec,
    parameters: NetworkParameters,
    history: [EpochRecord],
    activity: [LayerActivity],
    selectedEpoch: Int? = nil
  ) {
    self.spec = spec
    self.parameters = parameters
    self.history = history
    self.activity = activity
    self.selectedEpoch = selectedEpoch ?? history.last?.epoch ?? 0
  }

  /// Decodes a model; one without a selected epoch is that of the last record.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      spec: try container.decode(NetworkSpec.self, forKey: .spec),
      parameters: try container.decode(NetworkParameters.self, forKey: .parameters),
      history: try container.decode([EpochRecord].self, forKey: .history),
      activity: try container.decode([LayerActivity].self, forKey: .activity),
      selectedEpoch: try container.decodeIfPresent(Int.self, forKey: .selectedEpoch)
    )
  }
}

/// The figures of one training epoch.
public struct EpochRecord: Codable, Hashable, Sendable {
  /// The epoch, from 1.
  public var epoch: Int
  /// The mean task loss (cross-entropy with the smoothed labels, and what a teacher adds) over the epoch's samples.
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
  /// The mean number of spikes per sample, over all neurons and steps, or of activations of rectifiers
  /// that are not 0; 0 for a membrane that is read out.
  public var spikesPerSample: Double
  /// The largest |u| seen before reset, in real membrane units; less the rise of an adaptive threshold.
  public var membranePeak: Double

  /// Creates an activity record.
  public init(spikesPerSample: Double, membranePeak: Double) {
    self.spikesPerSample = spikesPerSample
    self.membranePeak = membranePeak
  }
}
