extension SearchPlan {
  /// The phase in which the study runs, for people who wait.
  var phase: ProgressPhase {
    ProgressPhase(
      name: "searching",
      total: expectedTrials,
      totalLimit: space.count,
      mayEndEarly: mayEndEarly,
      secondsLimit: budget.minutes.map { $0 * 60 }
    )
  }

  /// Whether the strategy may end before trials and candidates are used up: its number of trials is then the
  /// most that there can be.
  var mayEndEarly: Bool {
    switch strategy.kind {
    case .grid, .random: false
    // Without a target the most accurate one is wanted, which may be the last.
    case .ascending: target != nil && minimize.isForecastable
    // By patience, or because nothing is left to promote.
    case .sensitivity, .evolutionary: true
    }
  }
}
