/// Picks the class from the scores of the last layer; ties never depend on the platform.
public enum Prediction {
  /// Returns the index of the largest score, ties to the lowest index.
  public static func largest<Score: Comparable>(_ scores: some Collection<Score>) -> Int {
    var best: (index: Int, score: Score)?
    for (index, score) in scores.enumerated() where best.map({ score > $0.score }) ?? true {
      best = (index, score)
    }
    return best?.index ?? 0
  }

  /// Returns the index of the largest count, ties by the larger membrane, then the lowest index.
  public static func largest<Membrane: Comparable>(
    counts: some Collection<Int>,
    membranes: some Collection<Membrane>
  ) -> Int {
    var best: (index: Int, count: Int, membrane: Membrane)?
    for (index, pair) in zip(counts, membranes).enumerated() {
      guard let current = best else {
        best = (index, pair.0, pair.1)
        continue
      }
      if pair.0 > current.count || (pair.0 == current.count && pair.1 > current.membrane) {
        best = (index, pair.0, pair.1)
      }
    }
    return best?.index ?? 0
  }
}
