import SpikingNetworks

/// What one candidate costs and achieves, measured on validation samples.
public struct Evaluation: Codable, Hashable, Sendable {
  /// The fraction of validation samples classified correctly, in 0...1; of a pruned candidate, of those
  /// that it saw.
  public var validationAccuracy: Double
  /// The bytes of every model-dependent number that the device stores, decoders included.
  public var flashBytes: Int
  /// The bytes of the state and scratch structs.
  public var ramBytes: Int
  /// The mean number of synaptic operations per inference.
  public var synopsPerInference: Double
  /// The mean number of spikes of all layers per inference.
  public var spikesPerInference: Double
  /// The neurons that fire on no validation sample.
  public var silentNeurons: Int
  /// The validation samples that were evaluated: all, but for a pruned candidate.
  public var samples: Int
  /// The validation accuracy of the float model that the candidate comes from, in 0...1.
  public var floatAccuracy: Double
  /// Flash and RAM as a part of what parameters and state of the study's base network take as 32-bit floats.
  public var memoryFraction: Double
  /// The synaptic operations as a part of those of the study's base network with every neuron firing in every
  /// step.
  public var energyFraction: Double
  /// The energy of an inference in picojoules by every model; nil where an older version evaluated.
  public var energy: EnergyEstimate?

  /// Creates an evaluation.
  public init(
    validationAccuracy: Double,
    flashBytes: Int,
    ramBytes: Int,
    synopsPerInference: Double,
    spikesPerInference: Double,
    silentNeurons: Int = 0,
    samples: Int,
    floatAccuracy: Double,
    memoryFraction: Double,
    energyFraction: Double,
    energy: EnergyEstimate? = nil
  ) {
    self.validationAccuracy = validationAccuracy
    self.flashBytes = flashBytes
    self.ramBytes = ramBytes
    self.synopsPerInference = synopsPerInference
    self.spikesPerInference = spikesPerInference
    self.silentNeurons = silentNeurons
    self.samples = samples
    self.floatAccuracy = floatAccuracy
    self.memoryFraction = memoryFraction
    self.energyFraction = energyFraction
    self.energy = energy
  }
}
