import Foundation

extension VerificationReport {
  /// Returns the report as JSON that ends with a line feed.
  public func json() throws -> String { try PrettyJSON.text(self) }

  /// The report as lines.
  public var text: String {
    let how =
      switch method {
      case .compiled: "exported files, compiled with warnings as errors"
      case .inProcess: "runtime in process"
      }
    var lines = [
      "\(passed ? "PASS" : "FAIL")  \(target) (\(how))",
      "      traces    \(traces)",
      "      classes   \(classes)",
    ]
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
