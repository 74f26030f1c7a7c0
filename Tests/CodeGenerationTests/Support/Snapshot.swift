import Foundation
import Testing

/// Compares text with a golden file under `Snapshots`.
///
/// With `RECORD_SNAPSHOTS=1` the file is written and the test fails: a new baseline never passes
/// unnoticed.
func expectSnapshot(
  _ text: String,
  named name: String,
  testFile: String = #filePath,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let folder = URL(fileURLWithPath: testFile).deletingLastPathComponent()
    .appendingPathComponent("Snapshots")
  let file = folder.appendingPathComponent(name)
  if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
    Issue.record(
      "recorded \(name); run again without RECORD_SNAPSHOTS",
      sourceLocation: sourceLocation
    )
    return
  }
  let golden = try? String(contentsOf: file, encoding: .utf8)
  guard let golden else {
    Issue.record("\(name) is missing; run with RECORD_SNAPSHOTS=1", sourceLocation: sourceLocation)
    return
  }
  guard golden != text else { return }
  let lines = zip(
    golden.split(separator: "\n", omittingEmptySubsequences: false),
    text.split(separator: "\n", omittingEmptySubsequences: false)
  )
  let (index, difference) =
    lines.enumerated().first { $0.element.0 != $0.element.1 }
    .map { ($0.offset + 1, "expected: \($0.element.0)\nactual:   \($0.element.1)") }
    ?? (0, "one is a prefix of the other")
  Issue.record(
    "\(name) differs in line \(index)\n\(difference)",
    sourceLocation: sourceLocation
  )
}
