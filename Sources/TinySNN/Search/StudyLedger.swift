/// The bookkeeping of a running study.
struct StudyLedger: Sendable {
  /// The trials of finished batches, in number order.
  private(set) var trials: [Trial] = []
  /// The trials of the open batch that were recorded.
  private var pending: [Trial] = []
  /// How many of them are in each state.
  private(set) var counts = TrialCounts([])
  /// The best trial so far, feasible or the nearest miss.
  private(set) var best: Trial?
  /// By what `best` is chosen; it moves with the best float model where the target does.
  private(set) var rule: SelectionRule
  private let goal: StudyGoal
  private var baseline = 0.0

  /// Whether the best trial so far reaches the target and keeps the constraints.
  var isBestFeasible: Bool { best.map(rule.isFeasible) ?? false }

  private let recovered: [Trial]
  private var numbers: [String: Int] = [:]

  /// Creates the ledger of a study for `goal` whose journal holds `recovered`.
  init(goal: StudyGoal, recovered: [Trial]) {
    self.goal = goal
    self.recovered = recovered
    rule = goal.rule(baseline: 0)
  }

  /// Returns what the journal held of a trial before this run.
  func recovered(_ number: Int) -> Trial? {
    number < recovered.count ? recovered[number] : nil
  }

  /// Whether the next trial has an outcome in the journal already.
  var isNextRecorded: Bool {
    recovered(trials.count).map { $0.state != .running } ?? false
  }

  /// Returns the first trial that was the same work.
  func number(ofWork id: String) -> Int? { numbers[id] }

  /// Counts a finished trial of the open batch.
  mutating func record(_ trial: Trial) {
    counts.add(trial)
    if numbers[trial.id] == nil { numbers[trial.id] = trial.number }
    if let accuracy = trial.evaluation?.floatAccuracy, accuracy > baseline {
      baseline = accuracy
      let moved = goal.rule(baseline: baseline)
      if moved != rule {
        rule = moved
        best = nil
        for earlier in trials { consider(earlier) }
        for earlier in pending { consider(earlier) }
      }
    }
    consider(trial)
    pending.append(trial)
  }

  /// Takes over a batch; its trials that an interruption left open are running.
  mutating func close(_ batch: [Trial]) {
    trials += batch
    pending.removeAll()
  }

  private mutating func consider(_ trial: Trial) {
    if trial.duplicateOf == nil, rule.improves(trial, on: best) { best = trial }
  }
}
