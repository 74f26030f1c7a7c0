/// The complete trials that no other trial beats in both size and accuracy.
///
/// Invariant: along `trials` the cost rises strictly and so does the accuracy.
public struct ParetoFront: Hashable, Sendable {
  /// What is minimised, against validation accuracy.
  public let objective: Objective
  /// The front, cheapest first.
  public private(set) var trials: [Trial] = []

  /// Creates the front of `trials`; those that are not complete do not count.
  public init(of trials: some Sequence<Trial> = [Trial](), minimizing objective: Objective) {
    self.objective = objective
    for trial in trials { insert(trial) }
  }

  /// Takes a trial in if nothing on the front is at least as good, and drops what it beats.
  ///
  /// Of two trials with equal cost and accuracy the one with fewer synaptic operations stays, then
  /// the one with the lower number, in whatever order they come.
  ///
  /// - Returns: Whether the trial is on the front now.
  @discardableResult
  public mutating func insert(_ trial: Trial) -> Bool {
    guard trial.state == .complete, let new = trial.evaluation else { return false }
    let cost = objective.cost(of: new)
    // The first member that is dearer: everything before it costs at most as much.
    let dearer = partition(cost)
    if dearer > 0, let rival = trials[dearer - 1].evaluation {
      if rival.validationAccuracy > new.validationAccuracy { return false }
      if rival.validationAccuracy == new.validationAccuracy {
        if objective.cost(of: rival) < cost { return false }
        let rivalKey = (rival.synopsPerInference, trials[dearer - 1].number)
        if rivalKey <= (new.synopsPerInference, trial.number) { return false }
      }
    }
    var first = dearer
    if first > 0, let rival = trials[first - 1].evaluation, objective.cost(of: rival) == cost {
      first -= 1
    }
    var last = dearer
    while last < trials.count, let rival = trials[last].evaluation,
      rival.validationAccuracy <= new.validationAccuracy
    {
      last += 1
    }
    trials.replaceSubrange(first..<last, with: [trial])
    return true
  }

  /// Returns the index of the first member whose cost is above `cost`.
  private func partition(_ cost: Double) -> Int {
    var (low, high) = (0, trials.count)
    while low < high {
      let middle = (low + high) / 2
      if let evaluation = trials[middle].evaluation, objective.cost(of: evaluation) <= cost {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}
