import SpikingNetworks

/// Where a model comes from: enough to make it again.
public struct Provenance: Codable, Hashable, Sendable {
  /// The version of the tool.
  public var version: String
  /// The hash of the resolved configuration.
  public var configHash: String
  /// The seed of the run.
  public var seed: UInt64
  /// The name of the data set.
  public var dataset: String
  /// The hash of the training and validation samples; nil where it was not recorded.
  public var dataHash: String?
  /// The number of the float engine, `Version.engine`; nil where it was not recorded.
  public var engine: Int?
  /// The instructions that the float model was trained with.
  public var instructionSet: InstructionSet
  /// The selected trial, nil for a model that no study chose.
  public var trial: Int?
  /// The name of the trial's work.
  public var trialID: String?

  /// Creates the provenance of a model.
  public init(
    version: String,
    configHash: String,
    seed: UInt64,
    dataset: String,
    dataHash: String? = nil,
    engine: Int? = nil,
    instructionSet: InstructionSet,
    trial: Int? = nil,
    trialID: String? = nil
  ) {
    self.version = version
    self.configHash = configHash
    self.seed = seed
    self.dataset = dataset
    self.dataHash = dataHash
    self.engine = engine
    self.instructionSet = instructionSet
    self.trial = trial
    self.trialID = trialID
  }

  private enum CodingKeys: String, CodingKey {
    case version, seed, dataset, engine, trial
    case dataHash = "data_hash"
    case configHash = "config_hash"
    case instructionSet = "instruction_set"
    case trialID = "trial_id"
  }
}
