/// The outcome of a verification on several targets: the content of `verification.json`.
public struct VerificationTable: Codable, Hashable, Sendable {
  /// The format that this version reads and writes.
  public static let schema = "tinysnn.verification/1"

  /// What was verified, and by what: rows that differ in it do not belong into one table.
  public struct Subject: Hashable, Sendable {
    /// The hash of the model.
    public var model: String
    /// The hash of the exported files.
    public var export: String
    /// The version of the tool.
    public var version: String

    /// Names what was verified.
    public init(model: String, export: String, version: String) {
      self.model = model
      self.export = export
      self.version = version
    }
  }

  /// What was verified.
  public var subject: Subject
  /// The samples of boards in the last verification; each row has its own.
  public var samples: VerificationSamples
  /// One report for each target.
  public var targets: [VerificationReport]

  private enum CodingKeys: String, CodingKey {
    case schema, model, export, version, samples, targets
  }

  /// Creates a table.
  public init(subject: Subject, samples: VerificationSamples, targets: [VerificationReport]) {
    self.subject = subject
    self.samples = samples
    self.targets = targets
  }

  /// Reads a table.
  ///
  /// - Throws: `DecodingError`, also for another format.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let schema = try container.decode(String.self, forKey: .schema)
    guard schema == VerificationTable.schema else {
      throw DecodingError.dataCorruptedError(
        forKey: .schema,
        in: container,
        debugDescription: "expected \(VerificationTable.schema), found \(schema)"
      )
    }
    subject = Subject(
      model: try container.decode(String.self, forKey: .model),
      export: try container.decode(String.self, forKey: .export),
      version: try container.decode(String.self, forKey: .version)
    )
    samples = try container.decode(VerificationSamples.self, forKey: .samples)
    targets = try container.decode([VerificationReport].self, forKey: .targets)
  }

  /// Encodes the table and its format.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(VerificationTable.schema, forKey: .schema)
    try container.encode(subject.model, forKey: .model)
    try container.encode(subject.export, forKey: .export)
    try container.encode(subject.version, forKey: .version)
    try container.encode(samples, forKey: .samples)
    try container.encode(targets, forKey: .targets)
  }

  /// Whether a target has differences or failures, or was not compared without a reason.
  public var hasDifferences: Bool { targets.contains { !$0.passed } }

  /// Whether some target was compared, and not only found too small or without tools.
  public var hasComparisons: Bool {
    targets.contains { $0.result == .equal || $0.result == .different }
  }

  /// Returns the table with the rows of `older` for targets that it lacks, or that were skipped.
  ///
  /// - Parameter older: A table of an earlier verification; one of another model, export or version counts
  ///   for nothing.
  public func merged(with older: VerificationTable?) -> VerificationTable {
    guard let older, older.subject == subject else { return self }
    var result = self
    result.targets = VerificationTarget.allCases.compactMap { target in
      func row(_ table: VerificationTable) -> VerificationReport? {
        table.targets.first { $0.target == target.rawValue }
      }
      guard let new = row(self) else { return row(older) }
      guard let old = row(older) else { return new }
      // The host of an earlier verification may have seen the whole test set.
      let saysLess = target == .host && new.isSynthetic && !old.isSynthetic && new.passed
      return new.isSkipped || saysLess ? old : new
    }
    return result
  }

  /// Returns the table with a row for each target of `summary` that it lacks, or knows from synthetic samples
  /// only: what the search compared.
  func seeded(with summary: [RunSummary.VerificationSummary]) -> VerificationTable {
    var result = self
    for row in summary.reversed() {
      let index = targets.firstIndex { $0.target == row.target }
      if let index, !targets[index].isSynthetic || !targets[index].passed { continue }
      if index != nil { result.targets.removeAll { $0.target == row.target } }
      result.targets.insert(
        VerificationReport(
          target: row.target,
          method: .compiled,
          vectors: row.vectors,
          mismatches: row.mismatches,
          note: "compared by the search; vectors are traces and classes together"
        ),
        at: 0
      )
    }
    return result
  }
}

extension VerificationReport {
  /// Whether its samples were made up.
  var isSynthetic: Bool { samples?.isSynthetic == true }
}
