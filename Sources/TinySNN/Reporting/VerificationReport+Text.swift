import Foundation

extension VerificationReport {
  /// Returns the report as JSON that ends with a line feed.
  public func json() throws -> String { try PrettyJSON.text(self) }

  /// The report as lines.
  public var text: String {
    let how =
      switch method {
      case .compiled: "exported files, compiled with warnings as errors"
      case .emulated: "exported files, compiled with warnings as errors and emulated"
      case .inProcess: "runtime in process"
      }
    var lines = [
      "\(passed ? "PASS" : "FAIL")  \(target) (\(how))",
      "      traces    \(traces)",
      "      classes   \(classes)",
    ]
    if let accuracyText { lines.append("      accuracy  \(accuracyText)") }
    if let selfTest { lines.append("      self-test \(selfTest)") }
    lines += failures.map { "      failure: \($0)" }
    if let firstMismatch { lines.append("      first difference: \(firstMismatch)") }
    if let note { lines.append("      note: \(note)") }
    return lines.map { $0 + "\n" }.joined()
  }

  /// What a summary, which has one number for all of them, must say about differences: each kind apart.
  var differenceNotes: [String] {
    guard !passed else { return [] }
    let parts =
      ["traces \(traces)", "classes \(classes)"] + (selfTest.map { ["self-test \($0)"] } ?? [])
    return [parts.joined(separator: "; ")]
      + failures
      + (firstMismatch.map { ["first difference: \($0)"] } ?? [])
  }

  /// What a table says of the target besides its row.
  var remarks: [String] {
    (accuracyText.map { ["accuracy \($0)"] } ?? []) + failures
      + (firstMismatch.map { ["first difference: \($0)"] } ?? [])
      + (shortfalls.isEmpty ? [] : ["does not fit: \(shortfallText)"])
      + (note.map { [$0] } ?? [])
  }

  /// For example `0.9731 (9,731 of 10,000)`.
  private var accuracyText: String? {
    guard let correct, let accuracy else { return nil }
    return "\(NumberText.fixed(accuracy, 4)) (\(NumberText.grouped(correct)) of "
      + "\(NumberText.grouped(predictionsCompared)))"
  }

  /// What is missing, and whether the model alone would fit.
  private var shortfallText: String {
    let missing = shortfalls.map(\.text).joined(separator: ", ")
    guard let figures else { return missing }
    let flash = figures.codeBytes + figures.tableBytes
    return missing + "; the model alone takes \(NumberText.grouped(flash)) of "
      + "\(NumberText.grouped(figures.flashLength)) bytes of flash and "
      + "\(NumberText.grouped(figures.stateBytes)) of "
      + "\(NumberText.grouped(figures.ramLength)) bytes of RAM"
  }

  private var traces: String {
    vectors == 0
      ? "not compared" : "\(vectors - mismatches)/\(vectors) equal in all layers and steps"
  }

  private var classes: String {
    predictionsCompared == 0
      ? "not compared"
      : "\(predictionsCompared - predictionMismatches)/\(predictionsCompared) equal"
  }
}
