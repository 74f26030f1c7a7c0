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
  /// What is wrong with the exported files besides: they differ from the model's, do not compile, crash.
  public var failures: [String]
  /// What the reader must know besides, for example that no compiler was found.
  public var note: String?

  private enum CodingKeys: String, CodingKey {
    case target, method, vectors, mismatches, failures, note
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
    failures: [String] = [],
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
    self.failures = failures
    self.note = note
  }

  /// Whether everything that was compared is equal.
  public var passed: Bool { differences == 0 }

  /// The vectors and classes that differ, a self-test that fails, and the failures, all in one number.
  public var differences: Int {
    mismatches + predictionMismatches + (selfTestFailed ? 1 : 0) + failures.count
  }

  /// Whether the self-test was run and did not pass.
  public var selfTestFailed: Bool { selfTest.map { !$0.hasPrefix("PASS") } ?? false }
}
