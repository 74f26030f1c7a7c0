/// What a study did: all of its trials, and why it ended.
public struct StudyResult: Hashable, Sendable {
  /// The trials in number order; those that an interruption left open are running.
  public var trials: [Trial]
  /// Why the study ended.
  public var end: StudyEnd

  /// Creates a result.
  public init(trials: [Trial], end: StudyEnd) {
    self.trials = trials
    self.end = end
  }

  /// How many trials there are in each state.
  public var counts: TrialCounts { TrialCounts(trials) }
}
