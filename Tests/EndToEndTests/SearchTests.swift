import Foundation
import Testing

@Suite struct SearchTests {
  @Test("A search ends with exit code 0 and leaves exactly the published files")
  func files() throws {
    let run = try Run.finished
    #expect(run.result.status == 0, "\(run.result.errors)")
    #expect(
      try run.files.filter { !$0.hasPrefix("export/") } == [
        "evaluations.csv", "experiment.yaml", "journal.jsonl", "model.tsnn", "report.html",
        "summary.json",
      ]
    )
    #expect(
      try run.folder.files(below: "run/export") == [
        "README.md", "arduino/tiny_snn/README.md",
        "arduino/tiny_snn/examples/Classify/Classify.ino",
        "arduino/tiny_snn/examples/SelfTest/SelfTest.ino", "arduino/tiny_snn/keywords.txt",
        "arduino/tiny_snn/library.json", "arduino/tiny_snn/library.properties",
        "arduino/tiny_snn/src/tiny_snn.c", "arduino/tiny_snn/src/tiny_snn.h",
        "arduino/tiny_snn/src/tiny_snn_vectors.h", "arduino/tiny_snn/src/tinysnn_runtime.h",
        "cmake/CMakeLists.txt", "cmake/README.md", "cmake/example/example.c",
        "cmake/include/tiny_snn.h", "cmake/include/tiny_snn_vectors.h",
        "cmake/include/tinysnn_runtime.h", "cmake/src/tiny_snn.c", "cmake/test/selftest.c",
        "example.c", "manifest.json", "selftest.c", "tiny_snn.h", "tiny_snn_vectors.h",
        "tinysnn_runtime.h",
      ]
    )
    // A folder of its own: other tests write beside the shared run.
    let others = try Run.search(Configurations.tiny).folder.files(below: "")
      .filter { !$0.hasPrefix("run/") }
    #expect(others == ["config.yaml"])
  }

  @Test("Results go to standard output, progress as plain lines to standard error")
  func streams() throws {
    let result = try Run.finished.result
    for part in [
      "Pareto front", "validation ", "test ", "flash ", "cc -std=c99 run/export/selftest.c",
    ] {
      #expect(result.output.contains(part), "\(part)")
    }
    #expect(result.output.contains("equal to the simulator"))
    #expect(result.errors.contains("digits: 1079 train, 359 validation, 359 test\n"))
    #expect(!result.errors.contains("\u{1B}") && !result.errors.contains("\r"))
  }

  @Test("Progress names the phase that it counts")
  func progressPhases() throws {
    let lines = try Run.finished.result.errors.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("searching") && $0.contains("12/12") }, "\(lines)")
    #expect(!lines.contains { $0.hasPrefix("training") && $0.contains("12/") }, "\(lines)")
  }

  @Test("The summary has the keys of its schema")
  func summaryKeys() throws {
    let summary = try Run.finished.summary
    #expect(
      summary.keys == [
        "schema", "status", "target_accuracy", "target_confidence", "needed_accuracy",
        "test_reaches_target", "dataset", "baseline", "selected", "trials", "twin", "verification",
        "seconds", "version", "seed", "config_hash",
      ]
    )
    #expect(summary["dataset"]?.keys == ["name", "train", "validation", "test"])
    #expect(
      summary["baseline"]?.keys == [
        "validation_accuracy", "test_accuracy", "parameter_bytes", "synops_per_inference",
        "spikes_per_inference", "account",
      ]
    )
    #expect(
      summary["selected"]?.keys == [
        "id", "validation_accuracy", "validation_lower_bound", "test_accuracy", "flash_bytes",
        "ram_bytes",
        "synops_per_inference", "spikes_per_inference", "layers", "account",
      ]
    )
    #expect(
      summary["selected"]?["layers"]?[0]?.keys == [
        "name", "weight_bits", "weight_scheme", "membrane_bits", "threshold_bits", "decay_bits",
        "rounding",
      ]
    )
    for model in ["selected", "baseline"] {
      let account = try #require(summary[model]?["account"])
      #expect(
        account.keys == [
          "samples", "timesteps", "input_spikes", "layers", "spikes", "synops", "macs",
          "spike_rate", "membrane_updates", "memory", "memory_accesses", "energy_estimate_pj",
        ]
      )
      #expect(
        account["layers"]?[0]?.keys == [
          "name", "neurons", "spikes", "spike_rate", "synops", "macs", "membrane_updates", "memory",
        ]
      )
      #expect(account["spikes"]?["mean"] == summary[model]?["spikes_per_inference"])
    }
    #expect(summary["trials"]?.keys == ["total", "complete", "pruned", "failed"])
    #expect(summary["verification"]?[0]?.keys == ["target", "vectors", "mismatches"])
    #expect(summary["seconds"]?.keys == ["train", "search", "evaluate", "verify", "total"])
  }

  @Test("The summary's figures agree with each other and with the other files")
  func summaryValues() throws {
    let run = try Run.finished
    let summary = try run.summary
    #expect(summary["schema"] == .string("tinysnn.summary/1"))
    #expect(summary["status"] == .string("feasible"))
    #expect(summary["target_accuracy"] == .number(0.8))
    #expect(summary["seed"] == .number(1))
    #expect(summary["baseline"]?["parameter_bytes"] == .number(4840))
    #expect((summary["selected"]?["validation_accuracy"]?.number ?? 0) >= 0.8)
    #expect(summary["trials"]?["total"] == .number(12))
    #expect(summary["verification"]?[0]?["mismatches"] == .number(0))
    #expect((summary["verification"]?[0]?["vectors"]?.number ?? 0) >= 100 + 359)

    let id = summary["selected"]?["id"]?.string ?? "?"
    let bytes = Int(summary["selected"]?["flash_bytes"]?.number ?? 0)
    let rows = try run.text("evaluations.csv").split(separator: "\n").dropFirst()
    let row = try #require(rows.first { $0.contains(",\(id),") })
    #expect(row.contains(",\(bytes),"))
    #expect(rows.count == 12)
    #expect(try run.journal.count == 1 + 2 * 12 + 1)
    #expect(try run.text("export/tiny_snn.h").contains(id))
  }

  @Test("No candidate that reaches the target is smaller than the winner")
  func winner() throws {
    let events = try Run.finished.journal.map { try JSON($0) }
    let sizes = events.filter { $0["event"] == .string("complete") }.compactMap { event in
      (event["validation_accuracy"]?.number ?? 0) >= 0.8 ? event["flash_bytes"]?.number : nil
    }
    #expect(try Run.finished.summary["selected"]?["flash_bytes"]?.number == sizes.min())
  }

  @Test("--format json prints the bytes of summary.json and nothing else")
  func json() throws {
    let run = try Run.search(Configurations.tiny, "--format", "json", "--quiet")
    #expect(run.result.status == 0)
    #expect(run.result.errors == "")
    #expect(try run.result.output == run.text("summary.json"))
    let again = try Tool.built.run(
      "search",
      "config.yaml",
      "--output",
      "run",
      "--resume",
      "--format",
      "json",
      in: run.folder
    )
    #expect(again.output == run.result.output)
  }

  @Test("The export compiles without a warning and passes its self-test")
  func selfTest() throws {
    let run = try Run.finished
    try CCompiler.expectSelfTestPasses(run.folder.path("run/export"))
  }

  @Test("The stored configuration gives the same winner and the same export again")
  func rerun() throws {
    let run = try Run.finished
    let again = try Run.search(try run.text("experiment.yaml"))
    #expect(again.result.status == 0)
    #expect(try again.reproducible == run.reproducible)
  }
}
