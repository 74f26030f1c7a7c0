import Foundation
import TinySNN

/// A run with formulas for figures, for tests of everything that shows runs.
struct SampleRun {
  let rule: SelectionRule
  let trials: [Trial]
  let summary: RunSummary
  let layers: [LayerFigures]

  init(target: Double? = 0.93, constraints: [Constraint] = [], test: Double = 0.925) throws {
    rule = SelectionRule(threshold: target, constraints: constraints)
    let evaluator = FormulaEvaluator(
      key: { "\($0.int("units"))/\($0.int("bits"))" },
      outcome: { candidate in
        candidate.int("bits") == 2 && candidate.int("units") < 16
          ? .failed(reason: "layer <0> & \"1\": a threshold became zero")
          : .complete(.formula(candidate))
      }
    )
    let result = try StudyHarness().run(RandomSearch(space: .small, seed: 3), evaluator)
    trials = result.trials
    let layer = RunSummary.LayerSummary(
      name: "dense1",
      weightBits: 4,
      weightScheme: "symmetric/channel",
      membraneBits: 12,
      thresholdBits: 8,
      decayBits: 4,
      rounding: "half_even"
    )
    let readout = RunSummary.LayerSummary(
      name: "readout",
      weightBits: 6,
      weightScheme: "symmetric/tensor",
      membraneBits: 16,
      thresholdBits: nil,
      decayBits: nil,
      rounding: "floor"
    )
    let selection = rule.select(from: trials)
    func model(_ trial: Trial?, _ test: Double?) -> RunSummary.ModelSummary? {
      trial.flatMap { trial in
        trial.evaluation.map {
          .init(id: trial.id, evaluation: $0, testAccuracy: test, layers: [layer, readout])
        }
      }
    }
    var closest: Trial?
    if case .infeasible(let trial) = selection { closest = trial }
    summary = RunSummary(
      targetAccuracy: target,
      dataset: .init(name: "optdigits", train: 1257, validation: 180, test: 360),
      baseline: .init(
        validationAccuracy: 0.9889,
        testAccuracy: selection.winner == nil ? nil : 0.9806,
        parameterBytes: 9_640,
        synopsPerInference: 1234.5,
        spikesPerInference: 88.25
      ),
      selected: model(selection.winner, test),
      closest: model(closest, nil),
      trials: .init(result.counts),
      verification: selection.winner == nil
        ? [] : [.init(target: "host", vectors: 360, mismatches: 0)],
      seconds: .init(train: 12.25, search: 20.5, verify: 1.5, total: 65),
      version: "0.1.0",
      seed: 1,
      configHash: "0123456789abcdef"
    )
    layers =
      selection.winner == nil
      ? []
      : [
        LayerFigures(
          precisions: layer,
          structure: "64x32",
          flashBytes: 1100,
          ramBytes: 64,
          spikes: 45.2
        ),
        LayerFigures(
          precisions: readout,
          structure: "32x10",
          flashBytes: 250,
          ramBytes: 20,
          spikes: nil
        ),
      ]
  }

  func report(title: String = "optdigits") -> HTMLReport {
    HTMLReport(
      title: title,
      summary: summary,
      trials: trials,
      rule: rule,
      layers: layers,
      reproduceCommand: "tinysnn search --target-acc 0.93 --seed 1"
    )
  }
}
