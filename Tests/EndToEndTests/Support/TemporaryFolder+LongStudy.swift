import Foundation
import Testing

/// A study that takes long enough to be disturbed, in a folder `run`.
extension TemporaryFolder {
  /// What runs or continues the study.
  static let search = ["search", "config.yaml", "--output", "run", "--resume"]

  /// A folder with the long configuration.
  static func ofLongStudy() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(Configurations.long, to: "config.yaml")
    return folder
  }

  /// Starts the tool.
  func start(_ arguments: [String]) throws -> RunningTool {
    var environment = Tool.environment
    // What a killed process leaves behind goes with the folder.
    environment["TMPDIR"] = url.path
    return try Tool.built.start(arguments, in: self, environment: environment)
  }

  /// Starts the tool and returns it as soon as the journal has `lines` lines.
  func start(_ arguments: [String] = search, untilJournalHas lines: Int) throws -> RunningTool {
    let tool = try start(arguments)
    wait(for: lines, tool)
    return tool
  }

  /// Waits until the journal has `lines` lines, as long as `tool` runs.
  func wait(for lines: Int, _ tool: RunningTool) {
    let isReached = tool.wait {
      let data = (try? data("run/journal.jsonl")) ?? Data()
      return data.count { $0 == UInt8(ascii: "\n") } >= lines
    }
    #expect(isReached, "ended before line \(lines)")
  }

  /// Starts the tool, and kills it as soon as the journal has `lines` lines.
  func kill(_ arguments: [String] = search, atLine lines: Int) throws {
    let tool = try start(arguments, untilJournalHas: lines)
    tool.send(SIGKILL)
    #expect(try tool.wait(seconds: 10).status == 128 + SIGKILL)
  }

  /// Expects the run to equal one that a single process made undisturbed.
  func expectUndisturbed(_ result: ToolResult) throws {
    #expect(result.status == 0, "\(result.errors)")
    let run = Run(folder: self, result: result)
    let reference = try Run.undisturbed
    #expect(try run.text("journal.jsonl") == reference.text("journal.jsonl"))
    #expect(try run.reproducible == reference.reproducible)
    #expect(try run.summaryWithoutSeconds == reference.summaryWithoutSeconds)
    for name in ["work", "models", "heartbeat"] { #expect(!contains("run/" + name)) }

    let outcomes = try run.journal.map { try JSON($0) }.filter {
      ["complete", "pruned", "failed"].contains($0["event"]?.string)
    }
    let numbers = outcomes.compactMap { $0["trial"]?.number }
    #expect(numbers == (0..<numbers.count).map(Double.init))
  }
}
