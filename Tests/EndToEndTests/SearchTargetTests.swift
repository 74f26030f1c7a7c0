import Foundation
import Testing

/// What a search looks for: targets, bounds, and what happens when nothing meets them.
@Suite struct SearchTargetTests {
  @Test("A target that nothing meets is exit code 3, names the closest, and exports nothing")
  func infeasible() throws {
    let run = try Run.search(Configurations.tiny, "--target-acc", "1")
    #expect(run.result.status == 3)
    #expect(run.result.output.contains("No candidate reaches 100.00 % on validation data."))
    #expect(
      try run.files == [
        "evaluations.csv", "experiment.yaml", "journal.jsonl", "report.html", "summary.json",
      ]
    )
    let summary = try run.summary
    #expect(summary["status"] == .string("infeasible"))
    #expect(summary["selected"] == .null)
    #expect(summary["verification"] == .array([]))
    #expect(summary["closest"]?["test_accuracy"] == .null)
    #expect(summary["test_reaches_target"] == .null)
    // The figures of its float model, and of all samples, although every candidate was given up early.
    #expect(summary["trials"]?["complete"] == .number(0))
    #expect(summary["trials"]?["pruned"] == .number(12))
    #expect(run.result.output.contains("Every candidate was given up early. The closest one"))
    #expect((summary["baseline"]?["validation_accuracy"]?.number ?? 0) > 0.8)
    #expect(summary["baseline"]?["parameter_bytes"] == .number(4840))
    let correct = (summary["closest"]?["validation_accuracy"]?.number ?? 0) * 359
    #expect(correct > 250 && abs(correct - correct.rounded()) < 1e-9)

    try expectMiss(of: run, state: "pruned")
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
    #expect(again.output == run.result.output)
  }

  @Test("Without early stop the nearest miss is the most accurate candidate")
  func infeasibleWithoutEarlyStop() throws {
    let run = try Run.search(
      Configurations.tiny,
      "--target-acc",
      "1",
      "--set",
      "search.early_stop=none"
    )
    #expect(run.result.status == 3)
    #expect(run.result.output.contains("The closest one:"))
    let summary = try run.summary
    #expect(summary["trials"]?["complete"] == .number(12))
    #expect((summary["baseline"]?["validation_accuracy"]?.number ?? 0) > 0.8)
    let accuracies = try run.journal.compactMap { try JSON($0)["validation_accuracy"]?.number }
    #expect(summary["closest"]?["validation_accuracy"]?.number == accuracies.max())
    try expectMiss(of: run, state: "complete")
  }

  /// Expects `study best` to show the nearest miss of the summary as what it is.
  private func expectMiss(of run: Run, state: String) throws {
    let id = try run.summary["closest"]?["id"]
    let shown = try Tool.built.run("study", "best", "run", "--format", "json", in: run.folder)
    let best = try JSON(shown.output)[0]
    #expect(best?["id"] == id && id != nil)
    #expect(best?["feasible"] == .bool(false))
    #expect(best?["state"] == .string(state))
    let samples = best?["samples"]?.number ?? 0
    #expect(state == "complete" ? samples == 359 : (1..<359).contains(samples))
    let table = try Tool.built.run("study", "best", "run", in: run.folder).output
    #expect(table.contains("  \(state)  ") && table.contains("  no  "), "\(table)")
    #expect(table.contains("samples") == (state == "pruned"), "\(table)")
    let csv = try Tool.built.run("study", "best", "run", "--format", "csv", in: run.folder).output
    #expect(csv.contains(",\(state),false,"), "\(csv)")
  }

  @Test("A confidence asks validation samples for more than the target, and the summary says so")
  func confidence() throws {
    let configuration = Configurations.tiny.replacing(
      "{accuracy: 0.8}",
      with: "{accuracy: 0.86, confidence: 0.95}"
    )
    let run = try Run.search(configuration)
    #expect(run.result.status == 0)
    let summary = try run.summary
    #expect(summary["target_accuracy"] == .number(0.86))
    #expect(summary["target_confidence"] == .number(0.95))
    let needed = try #require(summary["needed_accuracy"]?.number)
    #expect(needed > 0.88 && needed < 0.9)
    #expect((summary["selected"]?["validation_accuracy"]?.number ?? 0) >= needed)
    #expect((summary["selected"]?["validation_lower_bound"]?.number ?? 0) >= 0.86)
    let test = try #require(summary["selected"]?["test_accuracy"]?.number)
    #expect(summary["test_reaches_target"] == .bool(test >= 0.86))
    let words = "reaches 86.00 % with 95 % confidence on validation data ("
    #expect(run.result.output.contains(words), "\(run.result.output)")
    // A finished run is looked at by what it needed: the target alone would be met by a smaller one.
    let bytes = summary["selected"]?["flash_bytes"]?.number ?? 0
    let smaller = try run.journal.map { try JSON($0) }.filter { trial in
      (trial["flash_bytes"]?.number ?? .infinity) < bytes
        && (trial["validation_accuracy"]?.number ?? 0) >= 0.86
    }
    #expect(!smaller.isEmpty)
    let best = try Tool.built.run("study", "best", "run", "--format", "json", in: run.folder)
    #expect(try JSON(best.output)[0]?["id"] == summary["selected"]?["id"])
    #expect(try JSON(best.output)[0]?["feasible"] == .bool(true))
    let report = try Tool.built.run("report", "run", in: run.folder)
    #expect(run.result.output.hasSuffix(report.output), "\(report.output)")
  }

  @Test("A confidence that so few samples cannot give is told to be out of reach")
  func outOfReach() throws {
    let configuration = Configurations.tiny.replacing(
      "{accuracy: 0.8}",
      with: "{accuracy: 0.999, confidence: 0.99}"
    )
    let run = try Run.search(configuration)
    #expect(run.result.status == 3)
    let words =
      "No candidate can reach 99.90 % with 99 % confidence: 359 validation samples are too few"
    #expect(run.result.output.contains(words), "\(run.result.output)")
    #expect(try run.summary["target_accuracy"] == .number(0.999))
    #expect(try run.text("report.html").contains("359 validation samples are too few"))
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
