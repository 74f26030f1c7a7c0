/// The first line of a journal: which study it belongs to.
public struct JournalHeader: Hashable, Sendable {
  /// The format of journals that this version writes and reads.
  public static let schema = "tinysnn.journal/2"

  /// The hash of the resolved configuration.
  public var configHash: String
  /// The version of the tool that began the journal.
  public var version: String
  /// The seed of the study.
  public var seed: UInt64
  /// The instructions that the float models are trained with; another set gives other models.
  public var instructionSet: String
  /// The number of the float engine, `Version.engine`; another engine gives other models.
  public var engine: Int
  /// The hash of the training and validation samples: one configuration may find other files elsewhere.
  public var dataHash: String

  /// Creates a header.
  public init(
    configHash: String,
    version: String,
    seed: UInt64,
    instructionSet: String = "baseline",
    engine: Int = Version.engine,
    dataHash: String = ""
  ) {
    self.configHash = configHash
    self.version = version
    self.seed = seed
    self.instructionSet = instructionSet
    self.engine = engine
    self.dataHash = dataHash
  }
}

extension JournalHeader {
  /// What makes two headers those of different studies: a key, and its two values.
  struct Difference: Hashable {
    var key: String
    var recorded: String
    var expected: String
  }

  /// Returns why `recorded` is the header of another study, nil if it is none.
  ///
  /// The one rule for journals and outcomes. The version is no part of it: trials are the same as long as
  /// configuration, data, engine and instructions are, and the strategy proposes them.
  func difference(from recorded: JournalHeader) -> Difference? {
    func found(_ key: String, _ text: (JournalHeader) -> String) -> Difference {
      Difference(key: key, recorded: text(recorded), expected: text(self))
    }
    return [
      found("config_hash") { $0.configHash },
      found("instruction_set") { $0.instructionSet },
      found("engine") { "\($0.engine)" },
      found("seed") { "\($0.seed)" },
      found("data_hash") { $0.dataHash },
    ].first { $0.recorded != $0.expected }
  }

  /// Throws `JournalError.otherStudy` if `recorded` is the header of another study; versions may differ.
  func verify(_ recorded: JournalHeader, path: String) throws {
    guard let difference = difference(from: recorded) else { return }
    throw JournalError.otherStudy(
      path: path,
      key: difference.key,
      recorded: difference.recorded,
      expected: difference.expected
    )
  }
}
