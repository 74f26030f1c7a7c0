import Foundation
import Testing

/// What a search looks for: targets, bounds, and what happens when nothing meets them.
@Suite struct SearchTargetTests {
  @Test("A target that nothing meets is exit code 3, names the closest, and exports nothing")
  func infeasible() throws {
    let run = try Run.search(Configurations.tiny, "--target-acc", "1")
    #expect(run.result.status == 3)
    #expect(run.result.output.contains("No candidate reaches 100.00 % on validation data."))
    #expect(run.result.output.contains("The closest one:"))
    #expect(
      try run.files == [
        "evaluations.csv", "experiment.yaml", "journal.jsonl", "report.html", "summary.json",
      ]
    )
    let summary = try run.summary
    #expect(summary["status"] == .string("infeasible"))
    #expect(summary["selected"] == .null)
    #expect(summary["verification"] == .array([]))

    let accuracies = try run.journal.compactMap { try JSON($0)["validation_accuracy"]?.number }
    #expect(summary["closest"]?["validation_accuracy"]?.number == accuracies.max())
    #expect(summary["closest"]?["test_accuracy"] == .null)

    let best = try Tool.built.run("study", "best", "run", "--format", "json", in: run.folder)
    #expect(try JSON(best.output)[0]?["id"] == summary["closest"]?["id"])
    let model = try Tool.built.run("inspect", "run", in: run.folder)
    #expect(model.status == 66)
    let again = try Tool.built.run(
      "search",
      "config.yaml",
      "--target-acc",
      "1",
      "--output",
      "run",
      "--resume",
      in: run.folder
    )
    #expect(again.status == 3)
  }

  /// A configuration without a target.
  private static let untargeted = Configurations.tiny.replacing("{accuracy: 0.8}", with: "none")

  @Test("--max-flash and a configuration without a target pick the most accurate model that fits")
  func maxFlash() throws {
    let run = try Run.search(Self.untargeted, "--max-flash", "700")
    #expect(run.result.status == 0)
    let summary = try run.summary
    #expect(summary["target_accuracy"] == .null)
    let fitting = try run.journal.map { try JSON($0) }.filter {
      ($0["flash_bytes"]?.number ?? .infinity) <= 700
    }
    #expect(!fitting.isEmpty && fitting.count < 12)
    let best = fitting.compactMap { $0["validation_accuracy"]?.number }.max()
    #expect(summary["selected"]?["validation_accuracy"]?.number == best)
    #expect((summary["selected"]?["flash_bytes"]?.number ?? .infinity) <= 700)
  }

  @Test("--max-flash is a bound besides the target of a configuration")
  func maxFlashAndTarget() throws {
    let run = try Run.search(Configurations.tiny, "--max-flash", "700")
    #expect(run.result.status == 0)
    let summary = try run.summary
    #expect(summary["target_accuracy"] == .number(0.8))
    let feasible = try run.journal.map { try JSON($0) }.filter {
      ($0["validation_accuracy"]?.number ?? 0) >= 0.8
    }
    let smallest = feasible.compactMap { $0["flash_bytes"]?.number }.min()
    #expect(summary["selected"]?["flash_bytes"]?.number == smallest)
  }

  @Test("Bounds alone leave out the target of the built-in experiment, and no other")
  func builtInTarget() throws {
    let folder = try TemporaryFolder()
    try folder.write(Configurations.tiny, to: "config.yaml")
    for (arguments, target) in [
      (["--max-flash", "700"], "none"), (["--max-ram", "300"], "none"),
      ([], "{accuracy: 0.98}"), (["--max-flash", "700", "--target-acc", "0.9"], "{accuracy: 0.9}"),
      (["--max-flash", "700", "--within", "2"], "{within: 2.0}"),
      (["--max-flash", "700", "--set", "search.target.accuracy=0.7"], "{accuracy: 0.7}"),
      (["config.yaml", "--max-flash", "700"], "{accuracy: 0.8}"),
    ] {
      let result = try Tool.built.run(["search", "--dry-run"] + arguments, in: folder)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("\n  target: \(target)\n"), "\(arguments): \(result.output)")
      if let bytes = arguments.firstIndex(of: "--max-flash") {
        #expect(result.output.contains("flash_bytes <= \(arguments[bytes + 1])"))
      }
    }
  }

  @Test("A bound that nothing keeps is infeasible", arguments: ["--max-flash", "--max-ram"])
  func bounds(_ option: String) throws {
    let run = try Run.search(Configurations.tiny, option, "10")
    #expect(run.result.status == 3)
    #expect(run.result.output.contains("<= 10"))
    #expect(try run.summary["selected"] == .null)
  }

  @Test("An outcome without a winner says why most trials failed")
  func failures() throws {
    let configuration = Configurations.tiny.replacing(
      "  space:\n",
      with: "  space:\n    quantize.layers.dense2.weights.scale: [channel]\n"
    )
    let run = try Run.search(configuration)
    #expect(run.result.status == 3)
    let note =
      "note: 12 of 12 failed trials: dense2: its membranes are compared, so its weights need scale"
    #expect(run.result.output.contains(note), "\(run.result.output)")
    let report = try Tool.built.run("report", "run", in: run.folder)
    #expect(report.output.contains(note), "\(report.output)")
    #expect(try run.text("report.html").contains("12 of 12 failed trials"))
  }

  @Test("--within counts points below the float model")
  func within() throws {
    let run = try Run.search(Configurations.tiny, "--within", "1.5")
    #expect(run.result.status == 0)
    let summary = try run.summary
    let float = try #require(summary["baseline"]?["validation_accuracy"]?.number)
    let target = try #require(summary["target_accuracy"]?.number)
    #expect(abs(target - (float - 0.015)) < 1e-12)
    #expect((summary["selected"]?["validation_accuracy"]?.number ?? 0) >= target)
    // The run can be looked at and finished again with the same rule.
    let best = try Tool.built.run("study", "best", "run", "--format", "json", in: run.folder)
    #expect(try JSON(best.output)[0]?["id"] == summary["selected"]?["id"])
  }
}
