/// The order of NSGA-II: fronts of points that none of the rest dominates, and how crowded they are.
///
/// Deb, Pratap, Agarwal and Meyarivan, *A fast and elitist multiobjective genetic algorithm: NSGA-II*,
/// IEEE Transactions on Evolutionary Computation 2002; constrained domination of section VI.
struct NondominatedOrder {
  /// What is compared of one individual; all to be made small.
  struct Figures {
    /// The objectives.
    var objectives: [Double]
    /// By how much bounds are broken; 0 for none.
    var violation: Double

    /// Whether these figures dominate `other`.
    func dominate(_ other: Figures) -> Bool {
      if violation != other.violation { return violation < other.violation }
      if violation > 0 { return false }
      var isBetter = false
      for (mine, its) in zip(objectives, other.objectives) {
        if mine > its { return false }
        if mine < its { isBetter = true }
      }
      return isBetter
    }
  }

  /// [individual]: the front that it is in, from 0.
  let ranks: [Int]
  /// [individual]: the distance to its neighbours on the front; infinite at its ends.
  let distances: [Double]

  /// Orders individuals with `figures`.
  init(_ figures: [Figures]) {
    let count = figures.count
    var dominated = [[Int]](repeating: [], count: count)
    var dominators = [Int](repeating: 0, count: count)
    for first in 0..<count {
      for second in 0..<count where figures[first].dominate(figures[second]) {
        dominated[first].append(second)
        dominators[second] += 1
      }
    }
    var ranks = [Int](repeating: 0, count: count)
    var distances = [Double](repeating: 0, count: count)
    var front = (0..<count).filter { dominators[$0] == 0 }
    var rank = 0
    while !front.isEmpty {
      for index in front { ranks[index] = rank }
      Self.crowd(front, figures, &distances)
      var next: [Int] = []
      for index in front {
        for other in dominated[index] {
          dominators[other] -= 1
          if dominators[other] == 0 { next.append(other) }
        }
      }
      front = next.sorted()
      rank += 1
    }
    self.ranks = ranks
    self.distances = distances
  }

  /// Whether individual `first` is chosen before `second`.
  func prefers(_ first: Int, to second: Int) -> Bool {
    if ranks[first] != ranks[second] { return ranks[first] < ranks[second] }
    if distances[first] != distances[second] { return distances[first] > distances[second] }
    return first < second
  }

  /// The indices of all individuals, the preferred ones first.
  var order: [Int] { ranks.indices.sorted(by: prefers) }

  private static func crowd(
    _ front: [Int],
    _ figures: [Figures],
    _ distances: inout [Double]
  ) {
    for objective in figures[front[0]].objectives.indices {
      func value(_ index: Int) -> Double { figures[index].objectives[objective] }
      let sorted = front.sorted { (value($0), $0) < (value($1), $1) }
      let range = value(sorted[sorted.count - 1]) - value(sorted[0])
      distances[sorted[0]] = .infinity
      distances[sorted[sorted.count - 1]] = .infinity
      guard range > 0, sorted.count > 2 else { continue }
      for place in 1..<sorted.count - 1 {
        distances[sorted[place]] += (value(sorted[place + 1]) - value(sorted[place - 1])) / range
      }
    }
  }
}
