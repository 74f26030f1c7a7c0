import Foundation
import Testing

/// Compares text with the golden file `Snapshots/<name>`.
///
/// With `RECORD_SNAPSHOTS=1` the file is written and the test fails: a new baseline never passes
/// unnoticed.
func expectSnapshot(
  _ text: String,
  named name: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Snapshots/\(name)")
  if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
    try text.write(to: file, atomically: true, encoding: .utf8)
    Issue.record(
      "recorded \(name); run again without RECORD_SNAPSHOTS",
      sourceLocation: sourceLocation
    )
    return
  }
  let golden = (try? String(contentsOf: file, encoding: .utf8)) ?? "(there is no such file)"
  #expect(text == golden, "\(name) differs", sourceLocation: sourceLocation)
}
