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

  /// Creates a header.
  public init(configHash: String, version: String, seed: UInt64) {
    self.configHash = configHash
    self.version = version
    self.seed = seed
  }
}
