import Foundation
import Testing

/// `search.twin`: what the winner's regularizers save.
@Suite struct TwinTests {
  private static let regularizers = "train.regularizers=[{kind: synaptic, strength: 0.3}]"

  @Test("The twin stands in summary, text and report; the study is the same without")
  func twin() throws {
    let run = try Run.search(Configurations.tiny, "--set", Self.regularizers)
    #expect(run.result.status == 0, "\(run.result.errors)")
    let summary = try run.summary
    let twin = try #require(summary["twin"])
    #expect(
      twin.keys == [
        "validation_accuracy", "test_accuracy", "flash_bytes", "ram_bytes", "spikes_per_inference",
        "synops_per_inference",
      ]
    )
    let spikes = try #require(summary["selected"]?["spikes_per_inference"]?.number)
    let others = try #require(twin["spikes_per_inference"]?.number)
    #expect(spikes < others)
    #expect(run.result.output.contains("\n  twin        spikes per inference: "))
    #expect(run.result.output.contains("fewer than without regularizers ("))
    #expect(run.result.output.contains(" by lemaire2022 per inference: estimates, not measured\n"))
    let page = try run.text("report.html")
    #expect(page.contains("Activity and energy") && page.contains("than without regularizers ("))
    let report = try Tool.built.run("report", "run", in: run.folder)
    #expect(run.result.output.hasSuffix(report.output))
    #expect(!run.folder.contains("run/models"))

    let without = try Run.search(
      Configurations.tiny,
      "--set",
      Self.regularizers,
      "--set",
      "search.twin=false"
    )
    #expect(try without.summary["twin"] == .null)
    #expect(try without.summary["selected"] == summary["selected"])
    #expect(try without.text("evaluations.csv") == run.text("evaluations.csv"))
  }

  @Test("A winner without regularizers has no twin, and a search can make energy small")
  func energy() throws {
    #expect(try Run.finished.summary["twin"] == .null)
    let run = try Run.search(
      Configurations.tiny,
      "--set",
      "search.minimize=energy_lemaire2022",
      "--set",
      "search.constraints=[spikes <= 1000000, energy_horowitz45nm <= 1000000]"
    )
    #expect(run.result.status == 0, "\(run.result.errors)")
    let rows = try run.text("evaluations.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let column = try #require(rows[0].firstIndex(of: "energy_lemaire2022"))
    let accuracy = try #require(rows[0].firstIndex(of: "validation_accuracy"))
    let fitting = rows.dropFirst().filter { (Double($0[accuracy]) ?? 0) >= 0.8 }
    let least = fitting.compactMap { Double($0[column]) }.min()
    let estimate = try run.summary["selected"]?["account"]?["energy_estimate_pj"]?["lemaire2022"]
    let energy = try #require(estimate?.number)
    let smallest: Double = try #require(least)
    let difference: Double = abs(smallest - energy)
    #expect(difference < 1e-6 * energy)
  }

  @Test("inspect and evaluate show the account")
  func commands() throws {
    let run = try Run.finished
    let inspected = try Tool.built.run("inspect", "run", in: run.folder)
    #expect(inspected.output.contains("activity on validation data\n"))
    let evaluated = try Tool.built.run("evaluate", "run", "--format", "json", in: run.folder)
    let account = try JSON(evaluated.output)["account"]
    #expect(try account == run.summary["selected"]?["account"])
    let text = try Tool.built.run("evaluate", "run", in: run.folder)
    #expect(text.output.contains("estimates, not measured\n"))
  }
}
