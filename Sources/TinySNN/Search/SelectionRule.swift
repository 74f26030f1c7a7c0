/// The order in which complete trials are preferred, and the bounds that they must keep.
///
/// With a threshold the smallest trial at or above it wins: by objective, then higher accuracy, then
/// fewer synaptic operations, then lower trial number. Without one the most accurate trial wins: by
/// accuracy, then objective, synaptic operations and trial number.
public struct SelectionRule: Hashable, Sendable {
  /// What is minimised.
  public var objective: Objective
  /// The validation accuracy to reach, nil to take the most accurate trial within the constraints.
  public var threshold: Double?
  /// Bounds that the winner must keep.
  public var constraints: [Constraint]

  /// Creates a rule.
  public init(
    objective: Objective = .flashBytes,
    threshold: Double?,
    constraints: [Constraint] = []
  ) {
    self.objective = objective
    self.threshold = threshold
    self.constraints = constraints
  }

  /// Whether the figures reach the threshold and keep all constraints.
  public func isFeasible(_ evaluation: Evaluation) -> Bool {
    if let threshold, evaluation.validationAccuracy < threshold { return false }
    return constraints.allSatisfy { $0.isMet(by: evaluation) }
  }

  /// Returns the winner among complete trials, or the nearest miss.
  ///
  /// The nearest miss is the most accurate trial within the constraints (ties: the smaller one); if
  /// none keeps them, the one that exceeds them least.
  public func select(from trials: some Sequence<Trial>) -> Selection {
    var best: Trial?
    for trial in trials where trial.state == .complete && trial.evaluation != nil {
      if let current = best, !prefers(trial, to: current) { continue }
      best = trial
    }
    guard let best, let evaluation = best.evaluation else { return .infeasible(closest: nil) }
    return isFeasible(evaluation) ? .feasible(best) : .infeasible(closest: best)
  }

  /// Whether complete trial `first` is better than `second`.
  ///
  /// Feasible trials come before infeasible ones, then as `select(from:)` says: a strict total order on
  /// trials of different numbers.
  public func prefers(_ first: Trial, to second: Trial) -> Bool {
    guard let left = first.evaluation else { return false }
    guard let right = second.evaluation else { return true }
    let (leftKey, rightKey) = (key(left), key(right))
    if leftKey != rightKey { return leftKey.lexicographicallyPrecedes(rightKey) }
    return first.number < second.number
  }

  /// Figures to compare in turn, smaller being better.
  private func key(_ evaluation: Evaluation) -> [Double] {
    let cost = objective.cost(of: evaluation)
    let error = -evaluation.validationAccuracy
    let synops = evaluation.synopsPerInference
    if threshold != nil, isFeasible(evaluation) { return [0, cost, error, synops] }
    let violation = constraints.reduce(0) { $0 + $1.violation(of: evaluation) }
    return [isFeasible(evaluation) ? 0 : 1, violation, error, cost, synops]
  }
}
