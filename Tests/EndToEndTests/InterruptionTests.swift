import Foundation
import Testing

/// Ctrl-C and `kill -9` at several moments, and what `--resume` makes of it.
@Suite struct InterruptionTests {
  private let arguments = ["search", "config.yaml", "--output", "run", "--resume"]

  /// A folder with the long configuration.
  private func prepared() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(Configurations.long, to: "config.yaml")
    return folder
  }

  /// Starts a search and returns it as soon as its journal has `lines` lines.
  private func search(in folder: TemporaryFolder, untilJournalHas lines: Int) throws -> RunningTool
  {
    var environment = Tool.environment
    // What a killed process leaves behind goes with the folder.
    environment["TMPDIR"] = folder.url.path
    let tool = try Tool.built.start(arguments, in: folder, environment: environment)
    let isReached = tool.wait {
      let data = (try? folder.data("run/journal.jsonl")) ?? Data()
      return data.count { $0 == UInt8(ascii: "\n") } >= lines
    }
    #expect(isReached, "ended before line \(lines)")
    return tool
  }

  /// Expects the run in `folder` to equal one that nothing disturbed.
  private func expectUndisturbed(_ folder: TemporaryFolder, _ result: ToolResult) throws {
    #expect(result.status == 0, "\(result.errors)")
    let run = Run(folder: folder, result: result)
    let reference = try Run.undisturbed
    #expect(try run.text("journal.jsonl") == reference.text("journal.jsonl"))
    #expect(try run.reproducible == reference.reproducible)
    #expect(try run.summaryWithoutSeconds == reference.summaryWithoutSeconds)

    let outcomes = try run.journal.map { try JSON($0) }.filter {
      ["complete", "pruned", "failed"].contains($0["event"]?.string)
    }
    let numbers = outcomes.compactMap { $0["trial"]?.number }
    #expect(numbers == (0..<numbers.count).map(Double.init))
  }

  @Test("Ctrl-C ends a search promptly with exit code 130, and --resume finishes it")
  func interrupt() throws {
    let folder = try prepared()
    // During the training of the first network, then among the trials.
    for lines in [1, 20, 150] {
      let tool = try search(in: folder, untilJournalHas: lines)
      tool.send(SIGINT)
      let result = try tool.wait(seconds: 10)
      #expect(result.status == 130, "\(result.errors)")
      #expect(result.errors.contains("--resume"))
      #expect(result.output == "")
      #expect(!folder.contains("run/summary.json"))
      let shown = try Tool.built.run("study", "list", ".", "--format", "csv", in: folder)
      #expect(shown.output.contains("run,unfinished,"), "\(shown.output)")
    }
    try expectUndisturbed(folder, Tool.built.run(arguments, in: folder))
  }

  @Test("An interrupted search goes on under another export name")
  func renamed() throws {
    let folder = try prepared()
    let tool = try search(in: folder, untilJournalHas: 40)
    tool.send(SIGKILL)
    _ = try tool.wait(seconds: 10)
    let result = try Tool.built.run(arguments + ["--set", "export.name=renamed"], in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(folder.contains("run/export/renamed.h"))
    #expect(try folder.text("run/journal.jsonl") == Run.undisturbed.text("journal.jsonl"))
    #expect(try folder.text("run/experiment.yaml").contains("name: renamed"))
  }

  @Test("kill -9 at any moment loses no finished trial, and --resume finishes as if undisturbed")
  func kill() throws {
    let folder = try prepared()
    let reference = try Run.undisturbed.text("journal.jsonl")
    for lines in [1, 7, 40, 121, 300, 470] {
      let tool = try search(in: folder, untilJournalHas: lines)
      tool.send(SIGKILL)
      #expect(try tool.wait(seconds: 10).status == 128 + SIGKILL)
      #expect(try reference.hasPrefix(folder.text("run/journal.jsonl")))
      #expect(!folder.contains("run/summary.json"))
    }
    try expectUndisturbed(folder, Tool.built.run(arguments, in: folder))
  }

  @Test("A search that was killed while it packaged the winner is finished by --resume")
  func killedAtTheEnd() throws {
    let folder = try prepared()
    let count = try Run.undisturbed.journal.count
    let tool = try search(in: folder, untilJournalHas: count)
    tool.send(SIGKILL)
    _ = try tool.wait(seconds: 10)
    try expectUndisturbed(folder, Tool.built.run(arguments, in: folder))
  }

  @Test("A journal line that a crash tore is cut off; damage elsewhere is exit code 65")
  func tornJournal() throws {
    let folder = try TemporaryFolder()
    try folder.write(Configurations.tiny, to: "config.yaml")
    let journal = try Run.finished.journal
    let start = journal.prefix(8).map { $0 + "\n" }.joined()
    try folder.write(start + journal[8].prefix(20), to: "run/journal.jsonl")
    let result = try Tool.built.run(arguments, in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(try folder.text("run/journal.jsonl") == Run.finished.text("journal.jsonl"))

    try folder.write(start.replacing("complete", with: "compete"), to: "other/journal.jsonl")
    let refused = try Tool.built.run(
      "search",
      "config.yaml",
      "--output",
      "other",
      "--resume",
      in: folder
    )
    #expect(refused.status == 65)
    #expect(refused.errors.contains("other/journal.jsonl:"), "\(refused.errors)")
  }

  @Test("--resume on a finished run exits with 0 and changes nothing")
  func finished() throws {
    let run = try Run.finished
    let before = try run.files.map { try run.folder.data("run/\($0)") }
    let result = try Tool.built.run(arguments, in: run.folder)
    #expect(result.status == 0)
    #expect(result.output == run.result.output)
    #expect(try run.files.map { try run.folder.data("run/\($0)") } == before)
  }

  @Test("--resume starts a run that is not there")
  func absent() throws {
    let run = try Run.search(Configurations.tiny, "--resume")
    #expect(run.result.status == 0)
    #expect(try run.reproducible == Run.finished.reproducible)
  }

  @Test("A second process on the same run is refused")
  func locked() throws {
    let folder = try prepared()
    let tool = try search(in: folder, untilJournalHas: 3)
    let shown = try Tool.built.run("study", "list", ".", "--format", "csv", in: folder)
    #expect(shown.output.contains("run,running,"), "\(shown.output)")
    let second = try Tool.built.run(arguments, in: folder)
    #expect(second.status == 74)
    #expect(second.errors.contains("another process"))
    tool.send(SIGKILL)
    _ = try tool.wait(seconds: 10)
  }
}
