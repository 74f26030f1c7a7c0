/// The content of `points.csv`: one row for each training of a sweep, in the order in which they run.
///
/// Seconds are not in it: equal sweeps give equal bytes.
struct SweepTable {
  /// The columns.
  static let columns = [
    "curve", "key", "value", "seed", "fold", "validation_accuracy", "validation_spikes",
    "validation_synops", "test_accuracy", "spikes", "synops", "spike_rate", "reason",
  ]

  /// The table.
  let table: TextTable

  /// Creates the table of the trainings that have an outcome.
  init(of sweep: Sweep, _ results: [SweepTraining.Key: SweepResult]) {
    var table = TextTable(columns: Self.columns)
    for training in sweep.trainings {
      let key = sweep.key(of: training)
      guard let result = results[key] else { continue }
      let variation = sweep.plan.curves[sweep.points[training.point].curve].variation
      table.add(
        [
          key.curve, variation?.key ?? "", key.value?.description ?? "", "\(key.seed)",
          key.fold.map { "\($0)" } ?? "",
        ] + Self.figures(of: result.outcome)
      )
    }
    self.table = table
  }

  private static func figures(of outcome: SweepResult.Outcome) -> [String] {
    switch outcome {
    case .measured(let figures):
      let numbers = [
        figures.validation.accuracy, figures.validation.spikes, figures.validation.synops,
        figures.test.accuracy, figures.test.spikes, figures.test.synops, figures.test.spikeRate,
      ]
      return numbers.map { "\($0)" } + [""]
    case .failed(let reason): return Array(repeating: "", count: 7) + [reason]
    }
  }
}
