import Foundation
import TinySNN

/// A run with formulas for figures, for tests of everything that shows runs.
struct SampleRun {
  let rule: SelectionRule
  let trials: [Trial]
  let summary: RunSummary
  let layers: [LayerFigures]

  /// Creates a run.
  ///
  /// - Parameters:
  ///   - target: The accuracy asked for.
  ///   - confidence: With which it has to be reached, on 180 validation samples.
  ///   - constraints: The bounds of the winner.
  ///   - test: What the winner has on test samples.
  init(
    target: Double? = 0.93,
    confidence: Double? = nil,
    constraints: [Constraint] = [],
    test: Double = 0.925
  ) throws {
    let goal = StudyGoal(
      target: target.map { .atLeast($0) } ?? .mostAccurate,
      confidence: confidence,
      samples: 180,
      constraints: constraints
    )
    rule = goal.rule(baseline: 0)
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
        trial.evaluation.map { figures in
          var figures = figures
          figures.samples = 180
          return .init(
            id: trial.id,
            evaluation: figures,
            testAccuracy: test,
            layers: [layer, readout]
          )
        }
      }
    }
    var closest: Trial?
    if case .infeasible(let trial) = selection { closest = trial }
    summary = RunSummary(
      targetAccuracy: target,
      confidence: confidence,
      neededAccuracy: rule.threshold,
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
      seconds: .init(train: 12.25, search: 20.5, evaluate: 0, verify: 1.5, total: 65),
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

  /// The same run with its winner repeated: two seeds gave models, three did not.
  var repeated: RunSummary {
    var summary = summary
    let zero = "dense1: a threshold became 0"
    summary.repeats = [
      .init(
        seed: 1,
        outcome: .measured(.init(validationAccuracy: 0.93, testAccuracy: 0.925, flashBytes: 900))
      ),
      .init(seed: 2, outcome: .failed(reason: zero)),
      .init(
        seed: 3,
        outcome: .measured(.init(validationAccuracy: 0.92, testAccuracy: 0.905, flashBytes: 896))
      ),
      .init(seed: 4, outcome: .failed(reason: "readout: <all> weights are zero")),
      .init(seed: 5, outcome: .failed(reason: zero)),
    ]
    return summary
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
