/// How much a study may spend.
public struct StudyBudget: Sendable {
  /// The most trials to evaluate, nil for all that the strategy proposes; duplicates cost nothing.
  public var trials: Int?
  /// Whether the time is over; asked between trials.
  public var isTimeOver: @Sendable () -> Bool

  /// Creates a budget.
  public init(trials: Int? = nil, isTimeOver: @escaping @Sendable () -> Bool = { false }) {
    self.trials = trials
    self.isTimeOver = isTimeOver
  }

  /// With so many duplicates for each trial of the budget a study ends: a space of fewer distinct
  /// candidates than the budget would otherwise be walked to its end, however large it is.
  private static let duplicatesPerTrial = 100

  /// Returns how many more trials may be evaluated.
  func remaining(after counts: TrialCounts) -> Int {
    max(0, (trials ?? .max) - counts.total)
  }

  /// Whether no further trial may be proposed.
  func isSpent(by counts: TrialCounts) -> Bool {
    guard let trials else { return false }
    return remaining(after: counts) == 0
      || counts.duplicates / Self.duplicatesPerTrial >= max(trials, 1)
  }
}
