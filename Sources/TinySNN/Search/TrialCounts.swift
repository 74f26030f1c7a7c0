/// How many trials of a study are in each state; a trial that repeats earlier work counts apart.
public struct TrialCounts: Hashable, Sendable {
  /// Finished trials: the sum of `complete`, `pruned` and `failed`.
  public var total: Int { complete + pruned + failed }
  /// Trials evaluated in full.
  public var complete = 0
  /// Trials given up early.
  public var pruned = 0
  /// Trials without a result.
  public var failed = 0
  /// Trials asked for and not finished.
  public var running = 0
  /// Trials that were the same work as an earlier one and cost nothing.
  public var duplicates = 0

  /// Counts `trials`.
  public init(_ trials: some Sequence<Trial>) {
    for trial in trials { add(trial) }
  }

  /// Counts one more trial.
  public mutating func add(_ trial: Trial) {
    if trial.duplicateOf != nil, trial.state != .running { return duplicates += 1 }
    switch trial.state {
    case .complete: complete += 1
    case .pruned: pruned += 1
    case .failed: failed += 1
    case .running: running += 1
    }
  }
}
