/// Measures what every value of every key costs and brings, one at a time, then descends greedily.
///
/// First the dearest candidate by the forecast, and all that differ from it in one value: the
/// sensitivities. Then, batch by batch, those of the best trial's neighbours, one to three values away, that
/// promise the largest improvement by what all trials so far have shown (`ImprovementModel`). Where nothing
/// is promised, candidates at random keep the search from ending in a hollow. Profiling one parameter at a
/// time before combining them is the procedure of Q-SpiNN (Putra and Shafique, 2021).
public struct SensitivitySearch: SearchStrategy {
  private var memory: SearchMemory
  private var profile: [SpacePoint]?

  /// Creates the strategy.
  public init(_ problem: SearchProblem) {
    memory = SearchMemory(problem)
  }

  /// Returns what is left of the profile, then the most promising candidates, a quarter of `count` so that
  /// each can learn from the ones before.
  public mutating func ask(_ count: Int) -> [Candidate] {
    precondition(count > 0)
    guard memory.space.count > 0, !memory.isPatienceOver else { return [] }
    var points = nextOfProfile(count)
    if points.isEmpty { points = memory.promising(max(1, count / 4)) }
    if points.isEmpty { points = memory.others(count) }
    return points.map { memory.propose($0) }
  }

  /// Learns from the last batch.
  public mutating func tell(_ trials: [Trial]) { memory.tell(trials) }

  private mutating func nextOfProfile(_ count: Int) -> [SpacePoint] {
    var rest = profile ?? makeProfile()
    let points = Array(rest.prefix(count))
    rest.removeFirst(points.count)
    profile = rest
    return points
  }

  /// The dearest candidate that coordinate ascent finds, and its neighbours.
  private mutating func makeProfile() -> [SpacePoint] {
    let space = memory.space
    var point = space.point(at: 0)
    for _ in 0..<2 {
      for dimension in space.dimensions.indices {
        var (best, highest) = (point, finite(point))
        for position in space.dimensions[dimension].values.indices {
          var next = point
          next[dimension] = position
          next = space.normalized(next)
          let cost = finite(next)
          if cost > highest || cost == highest && isMore(position, than: best[dimension], dimension)
          {
            (best, highest) = (next, cost)
          }
        }
        point = best
      }
    }
    return [point] + memory.neighbours(of: point)
  }

  /// Whether a value is the larger number: of what costs nothing, more is safer.
  private func isMore(_ position: Int, than other: Int, _ dimension: Int) -> Bool {
    let values = memory.space.dimensions[dimension].values
    guard let value = values[position].number, let old = values[other].number else { return false }
    return value > old
  }

  /// The forecast; what is no model is cheaper than everything.
  private mutating func finite(_ point: SpacePoint) -> Double {
    let cost = memory.forecast(point)
    return cost.isFinite ? cost : -1
  }
}
