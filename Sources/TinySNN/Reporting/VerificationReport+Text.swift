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
      "      traces    \(vectors - mismatches)/\(vectors) equal in all layers and steps",
      "      classes   \(predictionsCompared - predictionMismatches)/\(predictionsCompared) equal",
    ]
    if let selfTest { lines.append("      self-test \(selfTest)") }
    if let firstMismatch { lines.append("      first difference: \(firstMismatch)") }
    if let note { lines.append("      note: \(note)") }
    return lines.map { $0 + "\n" }.joined()
  }
}
