import SpikingNetworks

/// NSGA-II on cost and error, with the pressure where the goal is.
///
/// The error is what is missing to the target: all candidates that reach it are equally right, and cost alone
/// tells them apart. What misses it by more than a tolerance that falls from generation to generation
/// breaks a bound, as what breaks a constraint does. A part of every generation are the neighbours of the best
/// trial that the forecast says are cheaper. Deb et al. 2002; the falling tolerance is the epsilon method
/// of Takahama and Sakai (2006).
public struct EvolutionarySearch: SearchStrategy {
  private var memory: SearchMemory
  private var population: [(point: SpacePoint, trial: Trial)] = []
  private var generation = 0
  private let random: Philox
  private var drawn = 0

  /// Keeps the draws apart from those of `IndexPermutation`.
  private static let stream = 1 << 16
  /// The individuals that have children.
  private static let populationSize = 32

  /// Creates the strategy.
  public init(_ problem: SearchProblem) {
    memory = SearchMemory(problem)
    random = Philox(seed: problem.seed, stream: .search)
  }

  /// Returns the next children, half of `count` of them, so that each generation can learn from the one
  /// before.
  public mutating func ask(_ count: Int) -> [Candidate] {
    precondition(count > 0)
    guard memory.space.count > 0, !memory.isPatienceOver else { return [] }
    let wanted = population.isEmpty ? min(count, Self.populationSize) : max(1, count / 2)
    var candidates: [Candidate] = []
    if !population.isEmpty {
      candidates = improvements(max(1, wanted / 3)).map { memory.propose($0) }
      var failures = 0
      while candidates.count < wanted, failures < 20 * wanted {
        let child = child()
        if memory.isNew(child) { candidates.append(memory.propose(child)) } else { failures += 1 }
      }
    }
    candidates += memory.others(wanted - candidates.count).map { memory.propose($0) }
    generation += 1
    return candidates
  }

  /// Lets the last children take the place of what they are better than.
  public mutating func tell(_ trials: [Trial]) {
    // Equal individuals would crowd the population.
    let all = population + memory.tell(trials).filter { $0.trial.duplicateOf == nil }
    let order = NondominatedOrder(all.map { memory.figures(of: $0.trial, tolerance: tolerance) })
    population = order.order.prefix(Self.populationSize).map { all[$0] }
  }

  /// What may be missing to the target: ever less from generation to generation.
  private var tolerance: Double {
    memory.rule.threshold == nil ? 1 : max(0.005, 0.2 * power(0.75, generation))
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<min(exponent, 100)).reduce(1) { product, _ in product * base }
  }

  /// New neighbours of the best trial: those that are cheaper, the smallest saving first, because small steps
  /// succeed more often; any at random where cheaper is not what is wanted.
  private mutating func improvements(_ count: Int) -> [SpacePoint] {
    guard let best = memory.best, memory.isFeasible else { return [] }
    var new = memory.neighbours(of: best.point).filter { memory.isNew($0) }
    guard memory.prefersCheaper else {
      return (0..<min(count, new.count)).map { _ in new.remove(at: draw(new.count)) }
    }
    let cost = memory.forecast(best.point)
    var cheaper: [(cost: Double, point: SpacePoint)] = []
    for point in new {
      let forecast = memory.forecast(point)
      if forecast < cost { cheaper.append((forecast, point)) }
    }
    cheaper.sort { left, right in
      left.cost != right.cost
        ? left.cost > right.cost : left.point.lexicographicallyPrecedes(right.point)
    }
    return cheaper.prefix(count).map(\.point)
  }

  /// A child of two parents that won tournaments: each value from either, then some changed.
  private mutating func child() -> SpacePoint {
    let (first, second) = (parent(), parent())
    let dimensions = memory.space.dimensions
    var point = dimensions.indices.map { draw(2) == 0 ? first[$0] : second[$0] }
    var isChanged = false
    for dimension in dimensions.indices where draw(max(dimensions.count, 2)) == 0 {
      point[dimension] = changed(point[dimension], dimensions[dimension].values.count)
      isChanged = true
    }
    if !isChanged, !dimensions.isEmpty {
      let dimension = draw(dimensions.count)
      point[dimension] = changed(point[dimension], dimensions[dimension].values.count)
    }
    return memory.space.normalized(point)
  }

  /// A value next to the old one, or any: lists of numbers are in order, lists of names are not.
  private mutating func changed(_ position: Int, _ count: Int) -> Int {
    guard count > 1 else { return position }
    if draw(2) == 0 { return (position + 1 + draw(count - 1)) % count }
    let next = draw(2) == 0 ? position - 1 : position + 1
    return (0..<count).contains(next) ? next : position == 0 ? 1 : count - 2
  }

  private mutating func parent() -> SpacePoint {
    // The population is sorted: the better of two has the lower index.
    population[min(draw(population.count), draw(population.count))].point
  }

  private mutating func draw(_ count: Int) -> Int {
    defer { drawn += 1 }
    return random.integer(below: count, drawn, sample: Self.stream)
  }
}
