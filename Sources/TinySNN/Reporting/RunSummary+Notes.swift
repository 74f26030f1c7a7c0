extension RunSummary {
  /// What the reader should know besides the figures, as far as the run folder keeps it.
  ///
  /// - Parameters:
  ///   - trials: The trials of the run.
  ///   - end: Why its study ended, nil if nobody knows.
  public func notes(_ trials: [Trial], _ end: StudyEnd?) -> [String] {
    [endNote(trials, end), failureNote(trials)].compactMap { $0 }
  }

  /// What ended the study before its strategy or its trials did, nil if nothing.
  private func endNote(_ trials: [Trial], _ end: StudyEnd?) -> String? {
    switch end {
    case .timeBudget:
      trials.contains { $0.evaluation != nil }
        ? "the time of search.budget.minutes ended the search"
        : "the time of search.budget.minutes was over before the first float models were trained"
    case .requested: "the search was ended on request (--finish), before it was through"
    case .strategyFinished, .trialBudget, .cancelled, nil: nil
    }
  }

  /// Why most trials failed, said where nothing was selected; nil if none failed.
  ///
  /// - Parameter trials: The trials of the run.
  public func failureNote(_ trials: [Trial]) -> String? {
    guard status == .infeasible else { return nil }
    var counts: [String: Int] = [:]
    for trial in trials where trial.duplicateOf == nil {
      if let reason = trial.state.reason { counts[reason, default: 0] += 1 }
    }
    let failed = counts.values.reduce(0, +)
    // Equal counts are ordered by text, so that equal runs say the same.
    guard let (reason, count) = counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })
    else { return nil }
    return
      "\(NumberText.grouped(count)) of \(NumberText.counted(failed, "failed trial")): \(reason)"
  }
}
