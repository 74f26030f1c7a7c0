/// Cheap before dear: explores with cheap evaluations, then spends dear ones on the few that could win.
///
/// First another strategy searches the candidates with the cheapest value of every dear key
/// (`FidelityLadder`). Then successive halving (Jamieson and Talwalkar, *Non-stochastic best arm identification
/// and hyperparameter optimization*, AISTATS 2016): the best of them, and cheaper than the best winner, are promoted
/// along each dear key; of these the better third by one value more, and so on. Last come the neighbours of the best
/// trial that promise most by what all trials have shown (`ImprovementModel`), whatever they cost to evaluate.
public struct StagedSearch: SearchStrategy {
  private let ladder: FidelityLadder
  private let promotions: Int
  private let exploration: Int
  private var memory: SearchMemory
  private var inner: any SearchStrategy
  private var stage = Stage.exploring
  private var queue: [SpacePoint] = []
  private var explored = 0
  private var refined = 0

  private enum Stage {
    case exploring
    /// The points are asked, or waited for.
    case promoting([SpacePoint])
    /// The neighbours of the best trial are asked.
    case refining
    /// All that is left, in random order.
    case exhausting
    case finished
  }

  /// One of so many is promoted further: the reduction factor of successive halving.
  private static let reduction = 3
  /// The most trials that are put in order: the order takes their square.
  private static let largestOrder = 2048
  /// What may be missing to the target after a promotion; before, training through integers may rescue what
  /// conversion alone leaves at chance.
  private static let tolerance = 0.05

  /// Creates the strategy; without dear keys it is `make` of the problem.
  ///
  /// - Parameters:
  ///   - problem: The whole problem.
  ///   - promotions: How many candidates are promoted first.
  ///   - exploration: The most trials before.
  ///   - make: Makes the strategy that explores.
  public static func make(
    _ problem: SearchProblem,
    promotions: Int,
    exploration: Int,
    _ make: (SearchProblem) -> any SearchStrategy
  ) -> any SearchStrategy {
    let ladder = FidelityLadder(problem.space)
    guard ladder.isNeeded else { return make(problem) }
    var cheap = problem
    cheap.space = ladder.cheapSpace
    return StagedSearch(
      ladder: ladder,
      promotions: promotions,
      exploration: exploration,
      memory: SearchMemory(problem),
      inner: make(cheap)
    )
  }

  private init(
    ladder: FidelityLadder,
    promotions: Int,
    exploration: Int,
    memory: SearchMemory,
    inner: any SearchStrategy
  ) {
    self.ladder = ladder
    self.promotions = promotions
    self.exploration = exploration
    self.memory = memory
    self.inner = inner
  }

  /// Returns the candidates of the stage that the search is in.
  public mutating func ask(_ count: Int) -> [Candidate] {
    precondition(count > 0)
    while true {
      switch stage {
      case .exploring:
        let left = exploration - explored
        let candidates = left > 0 ? inner.ask(min(count, left)) : []
        if !candidates.isEmpty {
          explored += candidates.count
          return candidates.map { candidate in
            // The cheap space has the same keys in the same order.
            guard let point = memory.space.point(of: candidate) else {
              preconditionFailure("a cheap candidate is one of the space")
            }
            return memory.propose(point)
          }
        }
        promote(memory.trials, atMost: promotions, tolerance: 1)
      case .promoting(let points):
        if !queue.isEmpty {
          defer { queue.removeFirst(min(count, queue.count)) }
          return queue.prefix(count).map { memory.propose($0) }
        }
        let told = Set(points)
        promote(
          memory.trials.filter { told.contains($0.point) },
          atMost: (points.count + Self.reduction - 1) / Self.reduction,
          tolerance: Self.tolerance
        )
      case .refining:
        let wanted = min(count, max(1, promotions / 4), promotions - refined)
        let points = wanted > 0 ? memory.promising(wanted) : []
        if !points.isEmpty {
          refined += points.count
          return points.map { memory.propose($0) }
        }
        stage = memory.problem.patience == nil ? .exhausting : .finished
      case .exhausting:
        let points = memory.others(count)
        if !points.isEmpty { return points.map { memory.propose($0) } }
        stage = .finished
      case .finished:
        return []
      }
    }
  }

  /// Learns from the last batch.
  public mutating func tell(_ trials: [Trial]) {
    memory.tell(trials)
    if case .exploring = stage { inner.tell(trials) }
  }

  /// Queues the best of `trials` with dear keys raised.
  private mutating func promote(
    _ trials: [(point: SpacePoint, trial: Trial)],
    atMost limit: Int,
    tolerance: Double
  ) {
    var points: [SpacePoint] = []
    var seen: Set<SpacePoint> = []
    func add(_ point: SpacePoint) {
      if points.count < limit, memory.isNew(point), seen.insert(point).inserted {
        points.append(point)
      }
    }
    for origin in ranked(trials, tolerance: tolerance) where points.count < limit {
      let raised = ladder.raised(origin)
      let isFirst = points.isEmpty
      for point in raised { add(point) }
      // What else the dear way has to choose is tried on the best one; refining goes on with what it shows.
      if isFirst { for point in raised { ladder.variants(of: point, from: origin).forEach(add) } }
    }
    // So that refining knows how wrong forecasts are.
    for point in points { _ = memory.forecast(point) }
    queue = points
    stage = points.isEmpty ? .refining : .promoting(points)
  }

  /// The points of `trials` that may win when their dear keys are raised, the best first.
  private func ranked(
    _ trials: [(point: SpacePoint, trial: Trial)],
    tolerance: Double
  ) -> [SpacePoint] {
    let known = trials.filter { $0.trial.evaluation != nil && $0.trial.duplicateOf == nil }
    guard memory.prefersCheaper else {
      return known.sorted { memory.rule.prefers($0.trial, to: $1.trial) }.map(\.point)
    }
    // Raising brings accuracy, not bytes: what costs as much as a winner cannot beat it. Where the target is
    // relative, a longer training may move it, and nothing is out.
    let winner = memory.isFeasible && !isTargetRelative ? memory.best?.trial.evaluation : nil
    let bound = winner.map { memory.rule.objective.cost(of: $0) } ?? .infinity
    var cheaper = known.filter {
      $0.trial.evaluation.map { memory.rule.objective.cost(of: $0) < bound } ?? false
    }
    if cheaper.count > Self.largestOrder {
      cheaper.sort { memory.rule.prefers($0.trial, to: $1.trial) }
      cheaper.removeLast(cheaper.count - Self.largestOrder)
    }
    let figures = cheaper.map { memory.figures(of: $0.trial, tolerance: tolerance) }
    return NondominatedOrder(figures).order.map { cheaper[$0].point }
  }

  private var isTargetRelative: Bool {
    switch memory.problem.goal.target {
    case .within: true
    case .atLeast, .mostAccurate: false
    }
  }
}
