import Foundation

/// The outcome of a run in figures: the content of `summary.json`.
public struct RunSummary: Codable, Hashable, Sendable {
  /// The format that this version writes.
  public static let schema = "tinysnn.summary/1"

  /// Whether a candidate met the target.
  public enum Status: String, Codable, Hashable, Sendable {
    /// A candidate reaches the target and keeps the constraints.
    case feasible
    /// None does.
    case infeasible
  }

  /// The format of the file.
  public var schema = RunSummary.schema
  /// Whether a candidate met the target.
  public var status: Status
  /// The accuracy asked for, 0...1, nil if the most accurate model was asked for; for a target within points
  /// of the float model, what this means.
  public var targetAccuracy: Double?
  /// The confidence with which it has to be reached, in 0.5..<1; nil for the accuracy itself.
  public var confidence: Double?
  /// The validation accuracy that candidates needed: the target, or more with a confidence.
  ///
  /// Above 1 if the samples are too few for the confidence, nil without a target.
  public var neededAccuracy: Double?
  /// The data.
  public var dataset: DatasetSummary
  /// The float model of the selected architecture.
  public var baseline: BaselineSummary
  /// The winner, nil if infeasible.
  public var selected: ModelSummary?
  /// The nearest miss, nil if feasible or if no trial has figures.
  public var closest: ModelSummary?
  /// How many trials ended how.
  public var trials: TrialSummary
  /// The winner's configuration with several seeds, its own first, also those that gave no model; nil if it
  /// was made once.
  public var repeats: [Repeat]?
  /// The winner's configuration without regularizers; nil if it has none, or if no twin was wanted.
  public var twin: Twin?
  /// What the export was compared with.
  public var verification: [VerificationSummary]
  /// How long the parts took.
  public var seconds: SecondsSummary
  /// The version of the tool.
  public var version: String
  /// The seed of the run.
  public var seed: UInt64
  /// The hash of the resolved configuration.
  public var configHash: String

  /// Creates a summary; its status is feasible if there is a selected model.
  public init(
    targetAccuracy: Double?,
    confidence: Double? = nil,
    neededAccuracy: Double?,
    dataset: DatasetSummary,
    baseline: BaselineSummary,
    selected: ModelSummary?,
    closest: ModelSummary?,
    trials: TrialSummary,
    verification: [VerificationSummary],
    seconds: SecondsSummary,
    version: String,
    seed: UInt64,
    configHash: String
  ) {
    self.status = selected == nil ? .infeasible : .feasible
    self.targetAccuracy = targetAccuracy
    self.confidence = confidence
    self.neededAccuracy = neededAccuracy
    self.dataset = dataset
    self.baseline = baseline
    self.selected = selected
    self.closest = selected == nil ? closest : nil
    self.trials = trials
    self.verification = verification
    self.seconds = seconds
    self.version = version
    self.seed = seed
    self.configHash = configHash
  }

  /// The keys of what follows from others: it is written for readers and not read.
  private enum DerivedKeys: String, CodingKey {
    case testReachesTarget = "test_reaches_target"
  }

  private enum CodingKeys: String, CodingKey {
    case schema, status, dataset, baseline, selected, closest, trials, repeats, twin, verification,
      seconds
    case version, seed
    case targetAccuracy = "target_accuracy"
    case confidence = "target_confidence"
    case neededAccuracy = "needed_accuracy"
    case configHash = "config_hash"
  }

  /// Encodes the summary; what a run does not have is null rather than absent, but `closest` stands only where
  /// nothing was selected, and `repeats` only if there are any.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try container.encode(status, forKey: .status)
    try container.encode(targetAccuracy, forKey: .targetAccuracy)
    try container.encode(confidence, forKey: .confidence)
    try container.encode(neededAccuracy, forKey: .neededAccuracy)
    var derived = encoder.container(keyedBy: DerivedKeys.self)
    try derived.encode(testReachesTarget, forKey: .testReachesTarget)
    try container.encode(dataset, forKey: .dataset)
    try container.encode(baseline, forKey: .baseline)
    try container.encode(selected, forKey: .selected)
    if status == .infeasible { try container.encode(closest, forKey: .closest) }
    try container.encode(trials, forKey: .trials)
    try container.encodeIfPresent(repeats, forKey: .repeats)
    try container.encode(twin, forKey: .twin)
    try container.encode(verification, forKey: .verification)
    try container.encode(seconds, forKey: .seconds)
    try container.encode(version, forKey: .version)
    try container.encode(seed, forKey: .seed)
    try container.encode(configHash, forKey: .configHash)
  }

  /// Returns the text of `summary.json`: sorted keys, indented, ending with a line feed.
  public func json() throws -> String {
    try PrettyJSON.text(self)
  }

  /// Reads the text of `summary.json`.
  ///
  /// - Throws: `DecodingError`, also for another schema.
  public init(json: Data) throws {
    self = try JSONDecoder().decode(RunSummary.self, from: json)
    guard schema == Self.schema else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: [CodingKeys.schema],
          debugDescription: "schema '\(schema)', this version reads '\(Self.schema)'"
        )
      )
    }
  }
}
