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
  /// The mean synaptic operations of one sample: spikes of the hidden layers times their fan-out.
  ///
  /// Of rectifiers activations that are not 0 count as spikes: the multiplications that skip zeros.
  public var synopsPerSample: Double
  /// The mean operations of the first layer for one sample.
  ///
  /// Rate coding: input spikes times outputs of the first layer, all steps. Direct coding:
  /// multiply-accumulates of the nonzero inputs, once per sample.
  public var inputSynopsPerSample: Double
  /// The counts of every sample.
  public var sampleActivity: SampleActivity

  /// Creates an evaluation.
  public init(
    accuracy: Double,
    predictions: [Int],
    activity: [LayerActivity],
    synopsPerSample: Double,
    inputSynopsPerSample: Double,
    sampleActivity: SampleActivity
  ) {
    self.accuracy = accuracy
    self.predictions = predictions
    self.activity = activity
    self.synopsPerSample = synopsPerSample
    self.inputSynopsPerSample = inputSynopsPerSample
    self.sampleActivity = sampleActivity
  }
}
