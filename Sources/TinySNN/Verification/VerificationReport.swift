/// The outcome of comparing an exported network with the reference on one target.
public struct VerificationReport: Codable, Hashable, Sendable {
  /// Describes what was compared.
  public enum Method: String, Codable, Hashable, Sendable {
    /// The exported files, compiled and run.
    case compiled
    /// The runtime inside this process with the export's descriptors and tables; no compiler was found.
    case inProcess = "in_process"
  }

  /// What ran the code, for example `host`.
  public var target: String
  /// What was compared.
  public var method: Method
  /// The number of vectors whose membranes and spikes were compared in all layers and steps.
  public var vectors: Int
  /// How many of these vectors differ anywhere.
  public var mismatches: Int
  /// The first difference in words, or nil.
  public var firstMismatch: String?
  /// The self-test's last line, for example `PASS 32/32`, or nil if it was not run.
  public var selfTest: String?
  /// The number of samples whose classes were compared.
  public var predictionsCompared: Int
  /// How many of these classes differ.
  public var predictionMismatches: Int
  /// What the reader must know besides, for example that no compiler was found.
  public var note: String?

  private enum CodingKeys: String, CodingKey {
    case target, method, vectors, mismatches, note
    case firstMismatch = "first_mismatch"
    case selfTest = "self_test"
    case predictionsCompared = "predictions_compared"
    case predictionMismatches = "prediction_mismatches"
  }

  /// Creates a report.
  public init(
    target: String,
    method: Method,
    vectors: Int,
    mismatches: Int,
    firstMismatch: String?,
    selfTest: String?,
    predictionsCompared: Int,
    predictionMismatches: Int,
    note: String?
  ) {
    self.target = target
    self.method = method
    self.vectors = vectors
    self.mismatches = mismatches
    self.firstMismatch = firstMismatch
    self.selfTest = selfTest
    self.predictionsCompared = predictionsCompared
    self.predictionMismatches = predictionMismatches
    self.note = note
  }

  /// Whether everything that was compared is equal.
  public var passed: Bool {
    mismatches == 0 && predictionMismatches == 0 && (selfTest?.hasPrefix("PASS") ?? true)
  }
}
