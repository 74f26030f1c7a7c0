import Foundation

@testable import TinySNN

/// A sweep of the digits with two methods, and results made of formulas.
enum SweepFixture {
  /// The configuration; `plan` stands behind the lines of the section.
  static let yaml = """
    name: fixture
    dataset: {kind: digits, validation: 0.2, test: 0.2}
    input: {coding: direct, bits: 4, timesteps: 2}
    network:
      - dense: {units: 8}
      - lif: {beta: 0.9}
      - dense: {units: 10}
      - readout: membrane
    train: {epochs: 1, batch: 64}
    sweep:
      question: What does it cost?
      source: Doe 2020
      seeds: [1, 2, 3]
      losses: [0.5, 2]
      curves:
        - {name: plain}
        - name: L1
          set: {train.regularizers: [{kind: synaptic, p: 1, strength: 1}]}
          vary: {train.regularizers.0.strength: [0.1, 1]}
        - name: L2 | squared
          source: Roe 2021
          set: {train.regularizers: [{kind: synaptic, p: 2, strength: 0.5}]}

    """

  /// The sweep, some of whose lines `changes` replace.
  static func sweep(_ changes: [(String, String)] = [], _ overrides: [String] = []) throws -> Sweep
  {
    let text = changes.reduce(yaml) { $0.replacing($1.0, with: $1.1) }
    return try Sweep(yaml: text, file: "sweep.yaml", overrides: overrides)
  }

  /// The measurement of a network with so many spikes, each with ten synapses behind it.
  static func measurement(_ accuracy: Double, spikes: Double) -> SweepMeasurement {
    SweepMeasurement(
      accuracy: accuracy,
      spikes: spikes,
      synops: spikes * 10,
      spikeRate: spikes / 100
    )
  }

  /// Results of `sweep`, by curve, value and seed; nil for a training that is not done.
  static func results(
    of sweep: Sweep,
    _ outcome: (SweepTraining.Key) -> SweepResult.Outcome?
  ) -> [SweepTraining.Key: SweepResult] {
    var results: [SweepTraining.Key: SweepResult] = [:]
    for training in sweep.trainings {
      let key = sweep.key(of: training)
      results[key] = outcome(key).map { SweepResult(key: key, outcome: $0) }
    }
    return results
  }

  /// Test accuracies 0.90, 0.91, 0.95 of the baseline; L1 loses 0.01, 0.02, 0.03 and, at 1, ten times that; L2 is
  /// equal but for a seed that fails.
  static func outcome(_ key: SweepTraining.Key) -> SweepResult.Outcome? {
    let seed = Double(key.seed)
    let base = [0.90, 0.91, 0.95][Int(key.seed) - 1]
    func figures(_ validation: Double, _ test: Double, _ spikes: Double, _ seconds: Double)
      -> SweepResult.Outcome
    {
      .measured(
        SweepResult.Figures(
          validation: measurement(validation, spikes: spikes),
          test: measurement(test, spikes: spikes),
          seconds: seconds
        )
      )
    }
    switch (key.curve, key.value) {
    case ("plain", nil): return figures(0.92, base, 40, seed)
    case ("L1", .double(0.1)?): return figures(0.915, base - 0.01 * seed, 20, 3 * seed)
    case ("L1", .int(1)?): return figures(0.91, base - 0.1 * seed, 5, 3 * seed)
    case ("L2 | squared", nil) where key.seed == 2: return .failed(reason: "layer 1 diverged")
    case ("L2 | squared", nil): return figures(0.92, base, 10, 1)
    default: return nil
    }
  }

  /// The summary of these results.
  static func summary() throws -> SweepSummary {
    let sweep = try sweep()
    return SweepSummary(
      of: sweep,
      results(of: sweep, outcome),
      dataset: "digits",
      JournalHeader(configHash: sweep.configHash, version: "1.2.3", seed: 1)
    )
  }
}
