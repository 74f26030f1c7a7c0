/// The outcome of comparing an exported network with the reference on one target.
public struct VerificationReport: Codable, Hashable, Sendable {
  /// Describes what was compared.
  public enum Method: String, Codable, Hashable, Sendable {
    /// The exported files, compiled and run.
    case compiled
    /// The exported files, compiled for another processor and run in its emulator.
    case emulated
    /// The runtime inside this process with the export's descriptors and tables; no compiler was found.
    case inProcess = "in_process"
  }

  /// What became of a target.
  public enum Result: String, Codable, Hashable, Sendable {
    /// Everything that was compared is equal.
    case equal
    /// Something differs, or failed.
    case different
    /// The program is larger than the memory of the target: nothing was compared.
    case doesNotFit = "does_not_fit"
    /// What the target needs is not installed, or does not work: nothing was compared.
    case skipped
    /// No vector and no class was compared, and nothing says why: this is never a success.
    case notCompared = "not_compared"
  }

  /// What ran the code, for example `host`.
  public var target: String
  /// What was compared.
  public var method: Method
  /// The number of vectors whose state was compared in all layers and steps: on the host every membrane and
  /// spike, elsewhere their checksums.
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
  /// How many of these classes are the samples' labels; nil if there are none, or they were not compared.
  public var correct: Int?
  /// What is wrong with the exported files besides: they differ from the model's, do not compile, crash.
  public var failures: [String]
  /// What the reader must know besides, for example that no compiler was found.
  public var note: String?
  /// What the program lacks on a target that is too small for it.
  public var shortfalls: [MemoryShortfall] = []
  /// The compiler, nil if there was none.
  public var compiler: String?
  /// Its flags, on a board those that choose processor and optimization.
  public var flags: [String] = []
  /// What the target was given; nil outside of a table.
  public var samples: VerificationSamples?
  /// What the model takes on the target, nil on the host.
  public var figures: DeviceFigures?
  /// Whether nothing was done, for lack of tools.
  public var isSkipped = false

  private enum CodingKeys: String, CodingKey {
    case target, result, method, vectors, mismatches, failures, note, shortfalls, figures
    case correct, accuracy, compiler, flags, samples
    case firstMismatch = "first_mismatch"
    case selfTest = "self_test"
    case predictionsCompared = "predictions_compared"
    case predictionMismatches = "prediction_mismatches"
  }

  /// Creates a report.
  public init(
    target: String,
    method: Method,
    vectors: Int = 0,
    mismatches: Int = 0,
    firstMismatch: String? = nil,
    selfTest: String? = nil,
    predictionsCompared: Int = 0,
    predictionMismatches: Int = 0,
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

  /// Reads a report; its result follows from the rest, but for a skipped target.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      target: try container.decode(String.self, forKey: .target),
      method: try container.decode(Method.self, forKey: .method),
      vectors: try container.decode(Int.self, forKey: .vectors),
      mismatches: try container.decode(Int.self, forKey: .mismatches),
      firstMismatch: try container.decodeIfPresent(String.self, forKey: .firstMismatch),
      selfTest: try container.decodeIfPresent(String.self, forKey: .selfTest),
      predictionsCompared: try container.decode(Int.self, forKey: .predictionsCompared),
      predictionMismatches: try container.decode(Int.self, forKey: .predictionMismatches),
      failures: try container.decode([String].self, forKey: .failures),
      note: try container.decodeIfPresent(String.self, forKey: .note)
    )
    shortfalls = try container.decodeIfPresent([MemoryShortfall].self, forKey: .shortfalls) ?? []
    figures = try container.decodeIfPresent(DeviceFigures.self, forKey: .figures)
    correct = try container.decodeIfPresent(Int.self, forKey: .correct)
    compiler = try container.decodeIfPresent(String.self, forKey: .compiler)
    flags = try container.decodeIfPresent([String].self, forKey: .flags) ?? []
    samples = try container.decodeIfPresent(VerificationSamples.self, forKey: .samples)
    isSkipped = try container.decodeIfPresent(Result.self, forKey: .result) == .skipped
  }

  /// Encodes the report and its result.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(target, forKey: .target)
    try container.encode(result, forKey: .result)
    try container.encode(method, forKey: .method)
    try container.encode(vectors, forKey: .vectors)
    try container.encode(mismatches, forKey: .mismatches)
    try container.encodeIfPresent(firstMismatch, forKey: .firstMismatch)
    try container.encodeIfPresent(selfTest, forKey: .selfTest)
    try container.encode(predictionsCompared, forKey: .predictionsCompared)
    try container.encode(predictionMismatches, forKey: .predictionMismatches)
    try container.encode(failures, forKey: .failures)
    try container.encodeIfPresent(note, forKey: .note)
    if !shortfalls.isEmpty { try container.encode(shortfalls, forKey: .shortfalls) }
    try container.encodeIfPresent(correct, forKey: .correct)
    try container.encodeIfPresent(accuracy, forKey: .accuracy)
    try container.encodeIfPresent(compiler, forKey: .compiler)
    if !flags.isEmpty { try container.encode(flags, forKey: .flags) }
    try container.encodeIfPresent(samples, forKey: .samples)
    try container.encodeIfPresent(figures, forKey: .figures)
  }

  /// What became of the target.
  public var result: Result {
    if isSkipped { return .skipped }
    if differences > 0 { return .different }
    if !shortfalls.isEmpty { return .doesNotFit }
    return vectors + predictionsCompared > 0 ? .equal : .notCompared
  }

  /// Whether everything that was compared is equal, or it is known why nothing was compared.
  public var passed: Bool {
    switch result {
    case .equal, .doesNotFit, .skipped: true
    case .different, .notCompared: false
    }
  }

  /// The fraction of the samples that the exported C classifies correctly, nil if they have no labels.
  public var accuracy: Double? {
    correct.map { Double($0) / Double(max(1, predictionsCompared)) }
  }

  /// The vectors and classes that differ, a self-test that fails, and the failures, all in one number.
  public var differences: Int {
    mismatches + predictionMismatches + (selfTestFailed ? 1 : 0) + failures.count
  }

  /// Whether the self-test was run and did not pass.
  public var selfTestFailed: Bool { selfTest.map { !$0.hasPrefix("PASS") } ?? false }
}
