import Foundation
import Testing

/// `search.repeats`: what the winner is worth with other seeds.
@Suite struct RepeatTests {
  @Test("Every seed stands in summary, text and report; what the search chose is the same")
  func repeats() throws {
    let run = try Run.search(Configurations.tiny, "--set", "search.repeats=3")
    #expect(run.result.status == 0, "\(run.result.errors)")
    let summary = try run.summary
    let repeats = summary["repeats"]?.elements ?? []
    #expect(repeats.map { $0["seed"] } == [.number(1), .number(2), .number(3)])
    for item in repeats {
      #expect(
        item.keys == ["seed", "validation_accuracy", "test_accuracy", "flash_bytes", "failure"]
      )
      #expect(item["failure"] == .null)
      #expect((item["test_accuracy"]?.number ?? 0) > 0.5)
    }
    for key in ["validation_accuracy", "test_accuracy", "flash_bytes"] {
      #expect(repeats.first?[key] == summary["selected"]?[key], "\(key)")
    }
    #expect(try summary["selected"]?["id"] == Run.finished.summary["selected"]?["id"])
    #expect(run.result.output.contains("\n  repeats     3 seeds: test "), "\(run.result.output)")
    let page = try run.text("report.html")
    #expect(page.contains("The winner with other seeds") && page.contains("3 seeds: test "))
    let report = try Tool.built.run("report", "run", in: run.folder)
    #expect(run.result.output.hasSuffix(report.output))
    #expect(try run.text("report.html") == page)
    #expect(!run.folder.contains("run/models"))
  }

  @Test("A seed that gives no model is told with its reason, and the run is finished")
  func failures() throws {
    var environment = Tool.environment
    // These thresholds just fit the membranes: one seed's do not. Bits of the kernels decide which.
    environment["TINYSNN_ISA"] = "baseline"
    let run = try Run.search(
      Configurations.tiny,
      "--set",
      "search.repeats=5",
      "--set",
      "search.space={quantize.threshold.bits: [8]}",
      "--set",
      "quantize.weights.bits=4",
      "--set",
      "quantize.membrane={bits: 10, guard: 0}",
      environment: environment
    )
    #expect(run.result.status == 0, "\(run.result.errors)")
    let repeats = try run.summary["repeats"]?.elements ?? []
    #expect(repeats.count == 5)
    let failed = repeats.filter { $0["failure"] != .null }
    let seed = Int(try #require(failed.first?["seed"]?.number))
    let reason = try #require(failed.first?["failure"]?.string)
    #expect(failed.count == 1 && reason.contains("lies beyond the membrane's limit"))
    #expect(failed.first?["test_accuracy"] == .null)
    let words = "repeats     4 of 5 seeds (1 failed: seed \(seed): \(reason)): test "
    #expect(run.result.output.contains(words), "\(run.result.output)")
    #expect(run.result.errors.contains("warning: seed \(seed): \(reason)"))
    #expect(try run.text("report.html").contains("4 of 5 seeds (1 failed: seed \(seed): dense1"))
  }
}
