/// What a float network does on a set of samples.
public struct FloatEvaluation: Codable, Hashable, Sendable {
  /// The fraction of correct predictions.
  ///
  /// Range 0...1.
  public var accuracy: Double
  /// The predicted class of each sample.
  public var predictions: [Int]
  /// What each layer did.
  public var activity: [LayerActivity]
  /// The counts of every sample, which `ActivityAccount` makes spikes, operations and multiplications of.
  public var sampleActivity: SampleActivity

  /// Creates an evaluation.
  public init(
    accuracy: Double,
    predictions: [Int],
    activity: [LayerActivity],
    sampleActivity: SampleActivity
  ) {
    self.accuracy = accuracy
    self.predictions = predictions
    self.activity = activity
    self.sampleActivity = sampleActivity
  }
}
