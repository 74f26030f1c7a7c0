import Foundation
import Testing

/// Ctrl-C and `kill -9` at several moments, and what `--resume` makes of it.
@Suite struct InterruptionTests {
  private let arguments = TemporaryFolder.search

  @Test(
    "Ctrl-C and a request to terminate end a search promptly with exit code 130, and --resume finishes it"
  )
  func interrupt() throws {
    let folder = try TemporaryFolder.ofLongStudy()
    // During the training of the first network, then among the trials.
    for (lines, signal) in [(1, SIGINT), (20, SIGTERM), (150, SIGINT)] {
      let tool = try folder.start(untilJournalHas: lines)
      tool.send(signal)
      let result = try tool.wait(seconds: 10)
      #expect(result.status == 130, "\(result.errors)")
      #expect(result.errors.contains("--resume continues; with --resume --finish it ends"))
      #expect(result.output == "")
      #expect(!folder.contains("run/summary.json"))
      let shown = try Tool.built.run("study", "list", ".", "--format", "csv", in: folder)
      #expect(shown.output.contains("run,unfinished,"), "\(shown.output)")
    }
    try folder.expectUndisturbed(Tool.built.run(arguments, in: folder))
  }

  @Test("An interrupted search goes on under another export name")
  func renamed() throws {
    let folder = try TemporaryFolder.ofLongStudy()
    try folder.kill(atLine: 40)
    let result = try Tool.built.run(arguments + ["--set", "export.name=renamed"], in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(folder.contains("run/export/renamed.h"))
    #expect(try folder.text("run/journal.jsonl") == Run.undisturbed.text("journal.jsonl"))
    #expect(try folder.text("run/experiment.yaml").contains("name: renamed"))
  }

  @Test("kill -9 at any moment loses no finished trial, and --resume finishes as if undisturbed")
  func kill() throws {
    let folder = try TemporaryFolder.ofLongStudy()
    let reference = try Run.undisturbed.text("journal.jsonl")
    for lines in [1, 7, 40, 121, 300, 470] {
      try folder.kill(atLine: lines)
      #expect(try reference.hasPrefix(folder.text("run/journal.jsonl")))
      #expect(!folder.contains("run/summary.json"))
    }
    try folder.expectUndisturbed(Tool.built.run(arguments, in: folder))
  }

  @Test("A search that was killed while it packaged the winner is finished by --resume")
  func killedAtTheEnd() throws {
    let folder = try TemporaryFolder.ofLongStudy()
    let count = try Run.undisturbed.journal.count
    let tool = try folder.start(untilJournalHas: count)
    tool.send(SIGKILL)
    // It may be done before the signal comes.
    _ = try tool.wait(seconds: 10)
    try folder.expectUndisturbed(Tool.built.run(arguments, in: folder))
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
    let folder = try TemporaryFolder.ofLongStudy()
    let tool = try folder.start(untilJournalHas: 3)
    let shown = try Tool.built.run("study", "list", ".", "--format", "csv", in: folder)
    #expect(shown.output.contains("run,running,"), "\(shown.output)")
    let second = try Tool.built.run(arguments, in: folder)
    #expect(second.status == 74)
    #expect(second.errors.contains("another process"))
    tool.send(SIGKILL)
    _ = try tool.wait(seconds: 10)
  }
}
