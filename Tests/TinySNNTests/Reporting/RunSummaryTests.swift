import Foundation
import Testing
import TinySNN

@Suite struct RunSummaryTests {
  private func object(_ summary: RunSummary) throws -> [String: Any] {
    let json = try summary.json()
    #expect(json.hasSuffix("}\n"))
    return try #require(
      JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    )
  }

  @Test("A feasible summary has exactly the keys of the schema")
  func feasibleKeys() throws {
    let summary = try SampleRun().summary
    let root = try object(summary)
    #expect(
      Set(root.keys) == [
        "schema", "status", "target_accuracy", "target_confidence", "needed_accuracy",
        "test_reaches_target", "dataset", "baseline", "selected", "trials", "twin", "verification",
        "seconds", "version", "seed", "config_hash",
      ]
    )
    #expect(root["schema"] as? String == "tinysnn.summary/1")
    #expect(root["status"] as? String == "feasible")
    func keys(_ name: String) -> Set<String> { Set((root[name] as? [String: Any] ?? [:]).keys) }
    #expect(keys("dataset") == ["name", "train", "validation", "test"])
    #expect(
      keys("baseline") == [
        "validation_accuracy", "test_accuracy", "parameter_bytes", "synops_per_inference",
        "spikes_per_inference",
      ]
    )
    #expect(
      keys("selected") == [
        "id", "validation_accuracy", "validation_lower_bound", "test_accuracy", "flash_bytes",
        "ram_bytes",
        "synops_per_inference", "spikes_per_inference", "layers",
      ]
    )
    #expect(keys("trials") == ["total", "complete", "pruned", "failed"])
    #expect(keys("seconds") == ["train", "search", "evaluate", "verify", "total"])
    let layers = (root["selected"] as? [String: Any])?["layers"] as? [[String: Any]] ?? []
    #expect(layers.count == 2)
    for layer in layers {
      #expect(
        Set(layer.keys) == [
          "name", "weight_bits", "weight_scheme", "membrane_bits", "threshold_bits", "decay_bits",
          "rounding",
        ]
      )
    }
    #expect(layers.last?["threshold_bits"] is NSNull)
    #expect(try RunSummary(json: Data(summary.json().utf8)) == summary)
  }

  @Test("An infeasible summary has null for the winner and names the nearest miss")
  func infeasible() throws {
    let summary = try SampleRun(target: 0.999).summary
    let root = try object(summary)
    #expect(root["status"] as? String == "infeasible")
    #expect(root["selected"] is NSNull)
    #expect((root["closest"] as? [String: Any])?["test_accuracy"] is NSNull)
    #expect(try RunSummary(json: Data(summary.json().utf8)) == summary)
  }

  @Test(
    "A confidence asks validation samples for more than the target, test samples for the target"
  )
  func confidence() throws {
    // 0.93 of 180 with 95 % confidence takes 174, and the winner has 175 of them.
    let summary = try SampleRun(target: 0.93, confidence: 0.95, test: 0.94).summary
    let root = try object(summary)
    #expect(root["target_accuracy"] as? Double == 0.93)
    #expect(root["target_confidence"] as? Double == 0.95)
    let needed = try #require(root["needed_accuracy"] as? Double)
    #expect(abs(needed - 174.0 / 180) < 1e-12)
    #expect(root["test_reaches_target"] as? Bool == true)
    let selected = try #require(summary.selected)
    #expect(selected.validationAccuracy >= 174.0 / 180)
    let bound = try #require(selected.validationLowerBound)
    #expect(bound >= 0.93 && bound < selected.validationAccuracy)
    #expect(try SampleRun(test: 0.92).summary.testReachesTarget == false)
    #expect(try SampleRun(target: nil).summary.testReachesTarget == nil)
    #expect(try SampleRun(target: 0.999).summary.testReachesTarget == nil)
    #expect(try SampleRun(target: 0.999, confidence: 0.95).summary.isTargetOutOfReach)
    #expect(try !SampleRun(target: 0.999).summary.isTargetOutOfReach)
  }

  @Test(
    "Every seed of the repeats is written: with its figures, or with the reason why it has none"
  )
  func repeats() throws {
    let summary = try SampleRun().repeated
    let items = try #require(try object(summary)["repeats"] as? [[String: Any]])
    #expect(items.map { $0["seed"] as? Int } == [1, 2, 3, 4, 5])
    for item in items {
      #expect(
        Set(item.keys) == [
          "seed", "validation_accuracy", "test_accuracy", "flash_bytes", "failure",
        ]
      )
    }
    #expect(items[0]["failure"] is NSNull && items[0]["flash_bytes"] as? Int == 900)
    #expect(items[1]["failure"] as? String == "dense1: a threshold became 0")
    #expect(items[1]["test_accuracy"] is NSNull)
    #expect(try RunSummary(json: Data(summary.json().utf8)) == summary)
    // Mean and spread are those of the seeds that gave models.
    let figures = try #require(summary.repeatedTestAccuracy)
    #expect(abs(figures.mean - 0.915) < 1e-12)
    #expect(abs(figures.deviation - 0.02 / 2.0.squareRoot()) < 1e-12)
  }

  @Test("A summary of an older version, without the newer fields, is read")
  func older() throws {
    let summary = try SampleRun().summary
    var root = try object(summary)
    for key in ["target_confidence", "needed_accuracy", "test_reaches_target"] { root[key] = nil }
    var selected = try #require(root["selected"] as? [String: Any])
    selected["validation_lower_bound"] = nil
    root["selected"] = selected
    let read = try RunSummary(json: JSONSerialization.data(withJSONObject: root))
    #expect(read.targetAccuracy == summary.targetAccuracy && read.neededAccuracy == nil)
    #expect(read.selected?.validationLowerBound == nil)
    #expect(read.testReachesTarget == false)
    #expect(!SummaryText(summary: read, runPath: "out").text.contains("sure of"))
  }

  @Test("Totals are sums, and repeated work does not count")
  func totals() throws {
    let run = try SampleRun()
    let trials = run.summary.trials
    #expect(trials.total == trials.complete + trials.pruned + trials.failed)
    #expect(trials.total == 56)
    let rows = EvaluationsTable(trials: run.trials).csv.split(separator: "\n").count - 1
    #expect(rows == trials.total)
  }

  @Test("Another schema is refused")
  func otherSchema() throws {
    let json = try SampleRun().summary.json().replacing("summary/1", with: "summary/2")
    #expect(throws: DecodingError.self) { try RunSummary(json: Data(json.utf8)) }
  }
}
