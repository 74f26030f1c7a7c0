/// Tries the cheapest candidates first, by the forecast of their cost, until one reaches the target.
///
/// What comes behind the first winner can only be better where its forecast was too high. Where the objective
/// cannot be forecast (synaptic operations, reward), or nothing but accuracy counts, the first winner says nothing
/// about the rest, and all candidates are tried. Every candidate is forecast before the first trial: a baseline for
/// strategies that learn.
public struct AscendingSearch: SearchStrategy {
  private var order: [Int]?
  private var next = 0
  private var memory: SearchMemory

  /// The most candidates that a configuration may sort.
  public static let largestSpace = 1_000_000

  /// Creates the strategy.
  public init(_ problem: SearchProblem) {
    memory = SearchMemory(problem)
  }

  /// Returns the next `count` candidates, none once there is a winner.
  public mutating func ask(_ count: Int) -> [Candidate] {
    precondition(count > 0)
    guard !isOver else { return [] }
    let order = order ?? sorted()
    self.order = order
    let end = min(order.count, next + count)
    defer { next = end }
    return order[next..<end].map { memory.propose(memory.space.point(at: $0)) }
  }

  /// Sees whether there is a winner.
  public mutating func tell(_ trials: [Trial]) { memory.tell(trials) }

  private var isOver: Bool {
    let isDecided = memory.prefersCheaper && memory.rule.objective.isForecastable
    return memory.space.count == 0 || isDecided && memory.isFeasible
  }

  private func sorted() -> [Int] {
    let problem = memory.problem
    let costs = (0..<problem.space.count).map {
      problem.forecast(problem.space.candidate(at: $0)) ?? .infinity
    }
    return costs.indices.sorted { (costs[$0], $0) < (costs[$1], $1) }
  }
}
