/// What one candidate costs and achieves, measured by the integer simulator on validation samples.
public struct Evaluation: Codable, Hashable, Sendable {
  /// The fraction of validation samples classified correctly, in 0...1.
  public var validationAccuracy: Double
  /// The bytes of every model-dependent number that the device stores, decoders included.
  public var flashBytes: Int
  /// The bytes of the state and scratch structs.
  public var ramBytes: Int
  /// The mean number of synaptic operations per inference.
  public var synopsPerInference: Double
  /// The mean number of spikes of all layers per inference.
  public var spikesPerInference: Double

  /// Creates an evaluation.
  public init(
    validationAccuracy: Double,
    flashBytes: Int,
    ramBytes: Int,
    synopsPerInference: Double,
    spikesPerInference: Double
  ) {
    self.validationAccuracy = validationAccuracy
    self.flashBytes = flashBytes
    self.ramBytes = ramBytes
    self.synopsPerInference = synopsPerInference
    self.spikesPerInference = spikesPerInference
  }
}
