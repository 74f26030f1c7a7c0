import Foundation
import Testing

/// Run folders with files that are cut, missing, or not ours.
@Suite struct DamagedRunTests {
  /// A copy of the finished run.
  private func copy() throws -> TemporaryFolder {
    let run = try Run.finished
    let folder = try TemporaryFolder()
    try folder.write(try run.folder.text("config.yaml"), to: "config.yaml")
    for file in try run.files {
      try folder.write(try run.folder.data("run/\(file)"), to: "run/\(file)")
    }
    return folder
  }

  private let resume = ["search", "config.yaml", "--output", "run", "--resume"]

  @Test(
    "A damaged summary is exit code 65 with its path and the reason, and --resume writes a new one",
    arguments: ["", "{", "[]", "{}", #"{"schema": 3}"#, "cut", "newer"]
  )
  func summary(_ text: String) throws {
    let folder = try copy()
    let summary = try folder.text("run/summary.json")
    let damaged =
      switch text {
      case "cut": String(summary.prefix(200))
      case "newer": summary.replacing("tinysnn.summary/1", with: "tinysnn.summary/9")
      default: text
      }
    try folder.write(damaged, to: "run/summary.json")
    for command in [["study", "best", "run"], ["study", "front", "run"], ["report", "run"]] {
      let result = try Tool.built.run(command, in: folder)
      #expect(result.status == 65, "\(command): \(result.errors)")
      #expect(result.output == "")
      #expect(result.errors.hasPrefix("error: run/summary.json is damaged: "), "\(result.errors)")
      #expect(!result.errors.contains("DecodingError"), "\(result.errors)")
    }
    let listed = try Tool.built.run("study", "list", ".", "--format", "csv", in: folder)
    #expect(listed.output.contains("run,unfinished,12"), "\(listed.output)")

    let resumed = try Tool.built.run(resume, in: folder)
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.errors.contains("run/summary.json is damaged"), "\(resumed.errors)")
    let run = Run(folder: folder, result: resumed)
    #expect(try run.summaryWithoutSeconds == Run.finished.summaryWithoutSeconds)
    #expect(try run.reproducible == Run.finished.reproducible)
  }

  @Test("A journal that is gone from a finished run is exit code 65 and named by every command")
  func journal() throws {
    let folder = try copy()
    try FileManager.default.removeItem(atPath: folder.path("run/journal.jsonl"))
    for command in [["study", "best", "run"], ["report", "run"], resume] {
      let result = try Tool.built.run(command, in: folder)
      #expect(result.status == 65, "\(command): \(result.errors)")
      let message = "error: run is damaged: journal.jsonl is missing beside summary.json\n"
      #expect(result.errors.hasSuffix(message), "\(result.errors)")
    }
    #expect(!folder.contains("run/journal.jsonl"))
  }
}
