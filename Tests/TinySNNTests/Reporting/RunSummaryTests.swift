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
        "schema", "status", "target_accuracy", "dataset", "baseline", "selected", "trials",
        "verification", "seconds", "version", "seed", "config_hash",
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
        "id", "validation_accuracy", "test_accuracy", "flash_bytes", "ram_bytes",
        "synops_per_inference", "spikes_per_inference", "layers",
      ]
    )
    #expect(keys("trials") == ["total", "complete", "pruned", "failed"])
    #expect(keys("seconds") == ["train", "search", "verify", "total"])
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
