import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

/// The account of activity and the winner's twin in text, JSON and HTML.
@Suite struct ActivityReportTests {
  /// Two dense layers, three samples.
  private var account: ActivityAccount {
    let spec = NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: 1, width: 4),
        coding: .direct,
        bits: 4,
        timesteps: 2
      ),
      layers: [
        LayerSpec(
          name: "dense1",
          connection: .dense(units: 8, bias: true),
          neuron: NeuronSpec(beta: 0.9, firing: FiringSpec(threshold: 1, reset: .subtract))
        ),
        LayerSpec(
          name: "dense2",
          connection: .dense(units: 2, bias: true),
          neuron: NeuronSpec(beta: 0.9, firing: nil)
        ),
      ],
      readout: .membrane(.sum)
    )
    var activity = SampleActivity(samples: 3, layers: 2)
    activity.spikes = [2, 0, 4, 0, 6, 0]
    activity.operations = [0, 4, 0, 8, 0, 12]
    activity.inputs = [4, 4, 1]
    activity.inputOperations = [32, 32, 8]
    return ActivityAccount(spec.profile, activity)
  }

  private func summary(_ twin: RunSummary.Twin.Outcome?) throws -> RunSummary {
    var summary = try SampleRun().summary
    summary.selected?.account = account
    summary.twin = twin.map { RunSummary.Twin(outcome: $0) }
    return summary
  }

  private static let figures = RunSummary.Twin.Figures(
    validationAccuracy: 0.94,
    testAccuracy: 0.93,
    flashBytes: 1000,
    ramBytes: 40,
    synopsPerInference: 320,
    spikesPerInference: 16
  )

  private func html(_ summary: RunSummary) throws -> String {
    let run = try SampleRun()
    return HTMLReport(
      title: "t",
      summary: summary,
      trials: run.trials,
      rule: run.rule,
      layers: run.layers,
      reproduceCommand: ""
    ).html
  }

  @Test("The text has a row for each layer and their sum, the distributions and the estimates")
  func text() {
    let text = ActivityText(account).text
    let lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    #expect(
      lines.contains { $0.starts(with: ["dense1", "8", "4.0", "0.2500", "0.0", "24.0", "16.0"]) }
    )
    #expect(
      lines.contains { $0.starts(with: ["dense2", "2", "0.0", "0.0000", "8.0", "0.0", "4.0"]) }
    )
    #expect(
      lines.contains { $0.starts(with: ["all", "10", "4.0", "0.2000", "8.0", "24.0", "20.0"]) }
    )
    #expect(text.contains("over 3 samples\n"))
    #expect(
      text.contains(
        "  synops: mean 8.0, standard deviation 4.0, least 4.0, median 8.0, 95th percentile 12.0, "
          + "most 12.0\n"
      )
    )
    // 8 additions and 24 multiplications: 7.2 + 110.4 pJ.
    #expect(text.contains("energy      117.6 pJ by horowitz45nm, "))
    #expect(text.hasSuffix(" by lemaire2022 per inference: estimates, not measured\n"))
  }

  @Test("Energies have the unit that suits them")
  func units() {
    #expect(NumberText.picojoules(999.94) == "999.9 pJ")
    #expect(NumberText.picojoules(1000) == "1.00 nJ")
    #expect(NumberText.picojoules(2_345_678) == "2.35 uJ")
  }

  @Test("Summary and account come back from JSON, sums are written")
  func json() throws {
    for twin in [nil, .measured(Self.figures), .failed(reason: "diverged")]
      as [RunSummary.Twin.Outcome?]
    {
      let summary = try summary(twin)
      let text = try summary.json()
      #expect(try RunSummary(json: Data(text.utf8)) == summary)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
      )
      let selected = try #require(object["selected"] as? [String: Any])
      let account = try #require(selected["account"] as? [String: Any])
      #expect(account["macs"] as? Double == 24 && account["membrane_updates"] as? Double == 20)
      #expect(account["memory_accesses"] as? Double == self.account.memory.total)
      let energy = try #require(account["energy_estimate_pj"] as? [String: Double])
      #expect(Set(energy.keys) == Set(EnergyModel.allCases.map(\.rawValue)))
      switch twin {
      case nil: #expect(object["twin"] is NSNull)
      case .measured:
        #expect((object["twin"] as? [String: Any])?["spikes_per_inference"] as? Double == 16)
      case .failed: #expect((object["twin"] as? [String: Any])?["failure"] as? String == "diverged")
      }
    }
  }

  @Test("A summary of an older version has neither, and is read")
  func older() throws {
    let text = try SampleRun().summary.json()
    let older = text.replacing("  \"twin\" : null,\n", with: "")
    #expect(older != text)
    let summary = try RunSummary(json: Data(older.utf8))
    #expect(summary.twin == nil && summary.selected?.account == nil)
    #expect(try !html(summary).contains("Activity and energy"))
  }

  @Test("The terminal says what the regularizers save, or that they save nothing")
  func twin() throws {
    func lines(_ outcome: RunSummary.Twin.Outcome?) throws -> String {
      SummaryText(summary: try summary(outcome), runPath: "out").text
    }
    #expect(
      try lines(.measured(Self.figures)).contains(
        """
          twin        spikes per inference: 8.0, 50 % fewer than without regularizers (16.0)
                      without: validation 94.00 %, test 93.00 %, 1,000 bytes, 320 synaptic operations

        """
      )
    )
    #expect(try lines(.measured(Self.figures)).contains("  energy      117.6 pJ by horowitz45nm"))
    var few = Self.figures
    few.spikesPerInference = 4
    #expect(try lines(.measured(few)).contains("8.0, 100 % more than without regularizers (4.0)"))
    few.spikesPerInference = 8.01
    #expect(try lines(.measured(few)).contains("8.0, as many as without regularizers (8.0)"))
    #expect(try lines(.failed(reason: "it diverged")).contains("there is no model: it diverged"))
    #expect(try !lines(nil).contains("twin"))
  }

  @Test("The page has the account, estimates that are called so, and what boards took beside them")
  func page() throws {
    let page = try html(summary(.measured(Self.figures)))
    #expect(page.contains("Activity and energy") && page.contains("117.6 pJ"))
    #expect(page.contains("<td>estimate</td>") && !page.contains("<td>measured</td>"))
    #expect(page.contains("8.0, 50 % fewer than without regularizers (16.0)."))
  }

  @Test("Instructions that verify counted stand beside the estimates, and are called measured")
  func measured() throws {
    var board = VerificationReport(
      target: "cortex-m0",
      method: .emulated,
      vectors: 116,
      mismatches: 0,
      firstMismatch: nil,
      note: nil
    )
    board.figures = DeviceFigures(
      compiler: "gcc",
      flags: ["-Os"],
      flashLength: 1,
      ramLength: 1,
      codeBytes: 1,
      tableBytes: 1,
      stateBytes: 1,
      staticBytes: 0,
      stackBytes: nil,
      stackBound: nil,
      count: DeviceFigures.Count(.instructions, [9_000, 9_500])
    )
    let run = try SampleRun()
    let page = HTMLReport(
      title: "t",
      summary: try summary(nil),
      trials: run.trials,
      rule: run.rule,
      layers: run.layers,
      reproduceCommand: "",
      verification: VerificationTable(
        subject: .init(model: "", export: "", version: ""),
        samples: .init(source: "test samples of digits", count: 2, golden: 16),
        targets: [board]
      )
    ).html
    #expect(page.contains("<td>cortex-m0</td><td>measured</td>"))
    #expect(page.contains(">9,250 instructions<") && page.contains("<td>estimate</td>"))
  }
}
