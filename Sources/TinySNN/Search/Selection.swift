/// What a study found.
public enum Selection: Hashable, Sendable {
  /// The best trial among those that reach the target and keep the constraints.
  case feasible(Trial)
  /// No trial does; `closest` is the nearest miss, nil if no trial has figures.
  case infeasible(closest: Trial?)

  /// The winner or the nearest miss, nil if no trial has figures.
  public var trial: Trial? {
    switch self {
    case .feasible(let trial): trial
    case .infeasible(let closest): closest
    }
  }

  /// The winner, nil if there is none.
  public var winner: Trial? {
    guard case .feasible(let trial) = self else { return nil }
    return trial
  }
}
