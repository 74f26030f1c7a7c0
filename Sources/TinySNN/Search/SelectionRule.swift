/// The order in which trials are preferred, and the bounds that a winner must keep.
///
/// With a threshold the smallest trial at or above it wins: by the objective's loss, then higher accuracy, then
/// fewer synaptic operations, then lower trial number. So it does without one under an objective that trades
/// accuracy, which a reward is; under others the most accurate trial wins: by accuracy, then objective, synaptic
/// operations and trial number.
public struct SelectionRule: Hashable, Sendable {
  /// What is minimised.
  public var objective: Objective
  /// The validation accuracy to reach, nil for none.
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

  /// Whether `trial` is complete, reaches the threshold and keeps all constraints.
  public func isFeasible(_ trial: Trial) -> Bool {
    trial.state == .complete && (trial.evaluation.map { isFeasible($0) } ?? false)
  }

  /// Returns the winner, or the nearest miss.
  ///
  /// The nearest miss is the most accurate complete trial within the constraints (ties: the smaller one); if
  /// none keeps them, the one that exceeds them least. Only where every trial was given up early is it one of
  /// those, by the samples that they saw.
  public func select(from trials: some Sequence<Trial>) -> Selection {
    var best: Trial?
    for trial in trials where improves(trial, on: best) { best = trial }
    guard let best else { return .infeasible(closest: nil) }
    return isFeasible(best) ? .feasible(best) : .infeasible(closest: best)
  }

  /// Whether `trial` has figures and is better than `best`, or there is no best one.
  func improves(_ trial: Trial, on best: Trial?) -> Bool {
    trial.evaluation != nil && (best.map { prefers(trial, to: $0) } ?? true)
  }

  /// Whether trial `first` is better than `second`.
  ///
  /// Feasible trials come before infeasible ones, and those before pruned ones, then as `select(from:)` says: a
  /// strict total order on trials of different numbers. A trial without figures is behind all others.
  public func prefers(_ first: Trial, to second: Trial) -> Bool {
    guard let left = first.evaluation else { return false }
    guard let right = second.evaluation else { return true }
    let ranks = (rank(first), rank(second))
    if ranks.0 != ranks.1 { return ranks.0 < ranks.1 }
    let isWinner = ranks.0 == 0
    let (leftKey, rightKey) = (key(left, isWinner), key(right, isWinner))
    if leftKey != rightKey { return leftKey.lexicographicallyPrecedes(rightKey) }
    return first.number < second.number
  }

  /// 0 for a winner, 1 for a miss, 2 for a trial that was given up.
  private func rank(_ trial: Trial) -> Int {
    trial.state == .complete ? (isFeasible(trial) ? 0 : 1) : 2
  }

  /// Figures to compare in turn, smaller being better.
  private func key(_ evaluation: Evaluation, _ isWinner: Bool) -> [Double] {
    let (cost, loss) = (objective.cost(of: evaluation), objective.loss(of: evaluation))
    let error = -evaluation.validationAccuracy
    let synops = evaluation.synopsPerInference
    if isWinner, threshold != nil || objective.tradesAccuracy { return [loss, error, synops] }
    let violation = constraints.reduce(0) { $0 + $1.violation(of: evaluation) }
    return [violation, error, cost, synops]
  }
}
