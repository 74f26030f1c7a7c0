/// The bookkeeping of a running study.
struct StudyLedger: Sendable {
  /// The trials so far, in number order.
  var trials: [Trial] = []
  /// How many of them are in each state.
  private(set) var counts = TrialCounts([])
  /// The best trial so far, feasible or the nearest miss.
  private(set) var best: Trial?
  /// By what `best` is chosen; the best is found anew if it changes.
  var rule = SelectionRule(threshold: nil) {
    didSet {
      guard rule != oldValue else { return }
      best = nil
      for trial in trials { consider(trial) }
    }
  }

  /// Whether the best trial so far reaches the target and keeps the constraints.
  var isBestFeasible: Bool { best?.evaluation.map(rule.isFeasible) ?? false }

  private let recovered: [Trial]
  private var numbers: [String: Int] = [:]

  /// Creates the ledger of a study whose journal holds `recovered`.
  init(recovered: [Trial]) {
    self.recovered = recovered
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

  /// Counts a finished trial; `trials` grows by whole batches.
  mutating func record(_ trial: Trial) {
    counts.add(trial)
    if numbers[trial.id] == nil { numbers[trial.id] = trial.number }
    consider(trial)
  }

  private mutating func consider(_ trial: Trial) {
    guard trial.state == .complete, trial.duplicateOf == nil else { return }
    if let best, !rule.prefers(trial, to: best) { return }
    best = trial
  }
}
