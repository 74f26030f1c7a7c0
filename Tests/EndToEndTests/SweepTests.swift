import Foundation
import Testing

/// `tinysnn sweep` as a user runs it, on the embedded digits.
@Suite struct SweepTests {
  /// Two methods of the tiny network, four points, two seeds.
  private static let configuration =
    Configurations.tiny.components(separatedBy: "search:")[0]
    .replacing("epochs: 4", with: "epochs: 1") + """
      sweep:
        question: What does a penalty cost?
        seeds: [1, 2]
        losses: [50]
        curves:
          - {name: none}
          - name: L1
            source: Doe 2020
            set: {train.regularizers: [{kind: synaptic, p: 1, strength: 1}]}
            vary: {train.regularizers.0.strength: [0.01, 0.1, 3]}

      """

  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try folder.write(Self.configuration, to: "a.yaml")
    return folder
  }

  @Test("A sweep writes its tables and drawings, and prints the cheapest points")
  func sweep() throws {
    let folder = try folder()
    let result = try Tool.built.run("sweep", "a.yaml", "--output", "run", in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("Within 50 points of none"))
    #expect(
      try folder.files(below: "run") == [
        "curve.svg", "points.csv", "points.jsonl", "report.md", "spikes.svg", "summary.json",
        "sweep.yaml",
      ]
    )
    #expect(try folder.text("run/points.jsonl").split(separator: "\n").count == 1 + 8)

    // What is written runs again, to the same figures, with any number of threads.
    let again = try Tool.built.run(
      "sweep",
      "run/sweep.yaml",
      "--output",
      "again",
      "--jobs",
      "1",
      "--quiet",
      in: folder
    )
    #expect(again.status == 0 && again.errors == "", "\(again.errors)")
    #expect(try folder.text("again/points.csv") == folder.text("run/points.csv"))

    let finished = try Tool.built.run(
      "sweep",
      "a.yaml",
      "--output",
      "run",
      "--resume",
      "--format",
      "json",
      in: folder
    )
    #expect(finished.status == 0, "\(finished.errors)")
    #expect(finished.output == (try folder.text("run/summary.json")))
    let summary = try JSON(finished.output)
    #expect(summary["schema"] == .string("tinysnn.sweep/1"))
    #expect(summary["best"]?.elements.count == 2)
    #expect(summary["curves"]?[1]?["points"]?.elements.count == 3)
  }

  @Test("kill -9 loses no finished training, and --resume finishes as if undisturbed")
  func kill() throws {
    let folder = try folder()
    let arguments = ["sweep", "a.yaml", "--output", "run", "--resume", "--set", "train.epochs=6"]
    for lines in [2, 5] {
      let tool = try Tool.built.start(arguments, in: folder)
      let deadline = Date().addingTimeInterval(60)
      while Date() < deadline,
        ((try? folder.text("run/points.jsonl"))?.split(separator: "\n").count ?? 0) < lines
      { usleep(2_000) }
      tool.send(SIGKILL)
      _ = try tool.wait(seconds: 10)
    }
    let before = try folder.text("run/points.jsonl").split(separator: "\n")
    #expect(before.count >= 5)
    #expect(try Tool.built.run(arguments, in: folder).status == 0)
    let after = try folder.text("run/points.jsonl").split(separator: "\n")
    // The last of the lines before may have been torn.
    #expect(
      after.count == 1 + 8 && after.prefix(before.count - 1) == before.prefix(before.count - 1)
    )
    let whole = try Tool.built.run(
      ["sweep", "a.yaml", "--output", "whole", "--set", "train.epochs=6"],
      in: folder
    )
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(try folder.text("run/points.csv") == folder.text("whole/points.csv"))
  }

  @Test("Several sweeps have a folder each and one table of all methods")
  func several() throws {
    let folder = try folder()
    try folder.write(
      Self.configuration.replacing("name: tiny\n", with: "name: other\n"),
      to: "b.yaml"
    )
    let arguments = ["sweep", "a.yaml", "b.yaml", "--seed", "3", "--output", "all"]
    let result = try Tool.built.run(arguments, in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output == (try folder.text("all/methods.md")))
    #expect(result.output.contains("| L1 | Doe 2020 | tiny | "))
    #expect(result.output.contains("| L1 | Doe 2020 | other | "))
    #expect(try folder.text("all/other/points.csv").contains("\nnone,,,3,,"))
    let json = try JSON(
      Tool.built.run(arguments + ["--resume", "--format", "json"], in: folder).output
    )
    #expect(json["sweeps"]?.elements.count == 2)
  }

  @Test("A dry run prints the resolved configuration and the number of trainings")
  func dryRun() throws {
    let folder = try folder()
    let result = try Tool.built.run("sweep", "a.yaml", "--dry-run", in: folder)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("# sweep       2 curves, 4 points, 8 trainings\n"))
    #expect(result.output.contains("\n# estimate    "))
    #expect(try folder.files(below: ".") == ["a.yaml"])
  }

  @Test("Exit codes say what is wrong")
  func exitCodes() throws {
    let folder = try folder()
    #expect(try Tool.built.run("sweep", in: folder).status == 64)
    #expect(try Tool.built.run("sweep", "none.yaml", in: folder).status == 66)
    try folder.write(Configurations.tiny, to: "search.yaml")
    #expect(try Tool.built.run("sweep", "search.yaml", in: folder).status == 65)
    #expect(try Tool.built.run("sweep", "a.yaml", "search.yaml", in: folder).status == 64)
    #expect(
      try Tool.built.run("sweep", "a.yaml", "a.yaml", "--output", "x", in: folder).status == 65
    )
    let missing = try Tool.built.run(
      "sweep",
      "a.yaml",
      "--set",
      "dataset={kind: mnist}",
      "--set",
      "network=[{dense: {units: 10}}, {readout: membrane}]",
      "--data-dir",
      ".",
      "--output",
      "run",
      in: folder
    )
    #expect(missing.status == 66, "\(missing.errors)")
    #expect(!folder.contains("run"))
    let arguments = ["sweep", "a.yaml", "--output", "run"]
    #expect(try Tool.built.run(arguments, in: folder).status == 0)
    #expect(try Tool.built.run(arguments, in: folder).status == 74)
    let other = try Tool.built.run(
      arguments + ["--resume", "--set", "train.epochs=2"],
      in: folder
    )
    #expect(other.status == 65, "\(other.errors)")
  }
}
