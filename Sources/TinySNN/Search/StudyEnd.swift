/// Why a study ended.
public enum StudyEnd: String, Codable, CaseIterable, Hashable, Sendable {
  /// The strategy had nothing more to propose.
  case strategyFinished = "strategy_finished"
  /// As many trials as the budget allows were run.
  case trialBudget = "trial_budget"
  /// The time of the budget was over.
  case timeBudget = "time_budget"
  /// The user asked for the best of the trials so far.
  case requested
  /// The user interrupted; the study can be resumed.
  case cancelled
}
