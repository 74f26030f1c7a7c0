import SpikingNetworks

/// What a strategy has proposed and been told, and what follows from it.
struct SearchMemory: Sendable {
  let problem: SearchProblem
  /// The points that were told, with their trials, in order.
  private(set) var trials: [(point: SpacePoint, trial: Trial)] = []
  /// The best trial by the goal so far: the winner, or the nearest miss.
  private(set) var best: (point: SpacePoint, trial: Trial)?
  /// How many trials ago the best one was told, not counting repeated work.
  private(set) var trialsSinceBest = 0
  private var proposed: Set<SpacePoint> = []
  /// The points that were proposed and not told, in order.
  private var asked: [SpacePoint] = []
  private var forecasts: [SpacePoint: Double] = [:]
  private var baseline = 0.0
  private var rest: IndexPermutation?
  private var nextOfRest = 0

  init(_ problem: SearchProblem) {
    self.problem = problem
    rule = problem.goal.rule(baseline: 0)
  }

  /// By what the best trial is chosen; the best is found anew when a better float model moves the target.
  private(set) var rule: SelectionRule

  var space: SearchSpace { problem.space }

  /// Whether the best trial is a winner.
  var isFeasible: Bool { best.map { rule.isFeasible($0.trial) } ?? false }

  /// Whether too many trials brought nothing better; before there is a winner, several times as many.
  var isPatienceOver: Bool {
    problem.patience.map { trialsSinceBest >= (isFeasible ? $0 : 4 * $0) } ?? false
  }

  /// Whether cheaper is better, once the target is reached: what a forecast of the cost can judge.
  var prefersCheaper: Bool { rule.threshold != nil && !rule.objective.tradesAccuracy }

  /// Whether `point` may still be proposed.
  func isNew(_ point: SpacePoint) -> Bool { !proposed.contains(point) }

  /// Returns `point` as a candidate that is never proposed again.
  mutating func propose(_ point: SpacePoint) -> Candidate {
    precondition(proposed.insert(point).inserted, "a point is proposed once")
    asked.append(point)
    return space.candidate(point)
  }

  /// Takes the outcomes of the points that were proposed last, in their order, and returns them with their points.
  @discardableResult
  mutating func tell(_ outcomes: [Trial]) -> [(point: SpacePoint, trial: Trial)] {
    let told = zip(asked, outcomes).map { (point: $0, trial: $1) }
    asked = []
    trials += told
    let oldRule = rule
    for (_, trial) in told {
      baseline = max(baseline, trial.evaluation?.floatAccuracy ?? 0)
    }
    rule = problem.goal.rule(baseline: baseline)
    if rule != oldRule { best = nil }
    for entry in rule == oldRule ? told[...] : trials[...] { consider(entry) }
    for (_, trial) in told where trial.duplicateOf == nil {
      trialsSinceBest = trial.number == best?.trial.number ? 0 : trialsSinceBest + 1
    }
    return told
  }

  private mutating func consider(_ entry: (point: SpacePoint, trial: Trial)) {
    if rule.improves(entry.trial, on: best?.trial) { best = entry }
  }

  /// Returns the cost that is forecast for `point`, infinite for what is no model.
  mutating func forecast(_ point: SpacePoint) -> Double {
    if let known = forecasts[point] { return known }
    let cost = problem.forecast(space.candidate(point)) ?? .infinity
    forecasts[point] = cost
    return cost
  }

  /// Returns what NSGA-II compares of a trial: the cost, and what is missing to the target; all candidates that
  /// reach it are equally right.
  ///
  /// - Parameters:
  ///   - trial: The trial.
  ///   - tolerance: What may be missing without breaking a bound.
  func figures(of trial: Trial, tolerance: Double) -> NondominatedOrder.Figures {
    guard let evaluation = trial.evaluation else {
      return NondominatedOrder.Figures(objectives: [0, 0], violation: .infinity)
    }
    let error = max(0, (rule.threshold ?? 1) - evaluation.validationAccuracy)
    let violation = rule.constraints.reduce(max(0, error - tolerance)) {
      $0 + $1.violation(of: evaluation)
    }
    return NondominatedOrder.Figures(
      objectives: [rule.objective.cost(of: evaluation), error],
      violation: violation
    )
  }

  /// Returns what is forecast for `point`, if it was asked before.
  func knownForecast(_ point: SpacePoint) -> Double? { forecasts[point] }

  /// Returns up to `count` points that were not proposed, in a random order of all; fewer when no more are left.
  mutating func others(_ count: Int) -> [SpacePoint] {
    let order = rest ?? IndexPermutation(count: space.count, seed: problem.seed)
    rest = order
    var points: [SpacePoint] = []
    while points.count < count, nextOfRest < order.count {
      let point = space.point(at: order[nextOfRest])
      nextOfRest += 1
      if isNew(point) { points.append(point) }
    }
    return points
  }

  /// The points that differ from `point` in one dimension.
  func neighbours(of point: SpacePoint) -> [SpacePoint] {
    let active = space.activity(point)
    var found: [SpacePoint] = []
    for dimension in point.indices where active[dimension] {
      for position in space.dimensions[dimension].values.indices where position != point[dimension]
      {
        var next = point
        next[dimension] = position
        found.append(space.normalized(next))
      }
    }
    return found
  }
}
