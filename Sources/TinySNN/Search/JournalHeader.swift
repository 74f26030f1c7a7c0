/// The first line of a journal: which study it belongs to.
public struct JournalHeader: Hashable, Sendable {
  /// The format of journals that this version writes and reads.
  public static let schema = "tinysnn.journal/1"

  /// The hash of the resolved configuration.
  public var configHash: String
  /// The version of the tool that began the journal.
  public var version: String
  /// The seed of the study.
  public var seed: UInt64
  /// The instructions that the float models are trained with; another set gives other models.
  public var instructionSet: String

  /// Creates a header.
  public init(
    configHash: String,
    version: String,
    seed: UInt64,
    instructionSet: String = "baseline"
  ) {
    self.configHash = configHash
    self.version = version
    self.seed = seed
    self.instructionSet = instructionSet
  }
}
