extension SearchMemory {
  /// Less expected improvement than this is no promise: five thousandths of a percent.
  private static let smallestPromise = 0.000_05
  /// How many values away from the best trial is looked, and from how many points each further one.
  private static let (depth, width) = (3, 12)
  /// So many points are looked at more closely than the rest.
  private static let shortlist = 16

  /// Returns the new points that promise most, among those one to three values away from the best trial; none
  /// without trials, or where nothing is promised.
  mutating func promising(_ count: Int) -> [SpacePoint] {
    guard let center = best?.point, let model = ImprovementModel(self, around: center)
    else { return [] }
    // Before there is a winner, the smallest hope is better than none.
    let smallest = isFeasible ? Self.smallestPromise : 0
    var seen: Set<SpacePoint> = [center]
    var frontier = [center]
    var ranked: [RankedPoint] = []
    for _ in 0..<Self.depth {
      let next =
        frontier.flatMap { neighbours(of: $0) }
        .filter { seen.insert($0).inserted }
        .map { RankedPoint(promise: model.improvement($0), point: $0) }
        .sorted()
      ranked += next
      frontier = next.prefix(Self.width).map(\.point)
    }
    // Forecasts cost more than models: those of the best only.
    let candidates = ranked.filter { isNew($0.point) }.sorted()
    var shortlist: [RankedPoint] = []
    for candidate in candidates.prefix(max(Self.shortlist, 2 * count)) {
      let promise = model.improvement(candidate.point, forecast: forecast(candidate.point))
      if promise > smallest {
        shortlist.append(RankedPoint(promise: promise, point: candidate.point))
      }
    }
    return shortlist.sorted().prefix(count).map(\.point)
  }
}

/// A point with the improvement that is expected of it; the most promising one comes first.
private struct RankedPoint: Comparable {
  var promise: Double
  var point: SpacePoint

  static func < (left: RankedPoint, right: RankedPoint) -> Bool {
    left.promise != right.promise
      ? left.promise > right.promise : left.point.lexicographicallyPrecedes(right.point)
  }
}
