import Foundation
import Testing

/// Searches that end before their strategy or their trials do, and that they say so whenever they are asked.
@Suite struct EarlyEndTests {
  /// Expects `note` in what `report` and `search --resume` print of the finished run, and on its page.
  private func expectNote(_ note: String, _ run: Run, status: Int32) throws {
    #expect(run.result.status == status, "\(run.result.errors)")
    #expect(run.result.output.contains("\nnote: \(note)"), "\(run.result.output)")
    #expect(try run.text("report.html").contains(note))
    let page = try run.folder.data("run/report.html")
    let report = try Tool.built.run("report", "run", in: run.folder)
    #expect(report.output.contains("\nnote: \(note)"), "\(report.output)")
    #expect(try run.folder.data("run/report.html") == page)
    let again = try Tool.built.run(
      "search",
      "run/experiment.yaml",
      "--output",
      "run",
      "--resume",
      in: run.folder
    )
    #expect(again.status == status, "\(again.errors)")
    #expect(again.output == run.result.output)
  }

  @Test("The end of the time is told, also by `report` and `search --resume`")
  func time() throws {
    let run = try Run.search(Configurations.tiny, "--set", "search.budget.minutes=0.000001")
    try expectNote("the time of search.budget.minutes was over before", run, status: 3)
  }

  @Test("An end on request is told, also by `report` and `search --resume`")
  func request() throws {
    let folder = try TemporaryFolder()
    try folder.write(Configurations.tiny, to: "config.yaml")
    // The study of a finished run up to its eighth trial.
    let start = try Run.finished.journal.prefix(20)
    try folder.write(start.map { $0 + "\n" }.joined(), to: "run/journal.jsonl")
    let result = try Tool.built.run(
      "search",
      "config.yaml",
      "--output",
      "run",
      "--resume",
      "--finish",
      in: folder
    )
    try expectNote(
      "the search was ended on request",
      Run(folder: folder, result: result),
      status: 0
    )
  }
}
