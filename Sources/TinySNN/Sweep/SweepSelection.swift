/// Chooses the cheapest point of a method that loses little accuracy, by validation samples alone.
struct SweepSelection {
  /// How much mean accuracy may be lost, in points.
  var loss: Double
  /// What is made small.
  var minimize: SweepCost
  /// The number of trainings that a point has if none failed; a point with fewer is not chosen.
  var trainings: Int

  /// Accuracies that differ by less are the same: means of equal counts may differ in their last bits.
  private static let tolerance = 1e-9

  /// Returns the position of the cheapest of `points` whose mean accuracy is at most `loss` below that of `baseline`;
  /// nil if there is none, or if a training of the baseline failed.
  ///
  /// Among equally dear points the more accurate one is chosen, then the first.
  func choose(from points: [SweepSummary.Point], against baseline: SweepSummary.Point) -> Int? {
    guard baseline.trainings == trainings, let reference = baseline.validationAccuracy?.mean
    else { return nil }
    let least = reference - loss / 100 - Self.tolerance
    var best: (index: Int, cost: Double, accuracy: Double)?
    for (index, point) in points.enumerated() where point.trainings == trainings {
      guard let accuracy = point.validationAccuracy?.mean, accuracy >= least,
        let cost = point.validationCost(minimize)?.mean
      else { continue }
      if let best, best.cost < cost || (best.cost == cost && best.accuracy >= accuracy) { continue }
      best = (index, cost, accuracy)
    }
    return best?.index
  }
}

extension SweepSummary.Point {
  /// What an inference costs on validation samples.
  func validationCost(_ cost: SweepCost) -> SampleStatistics? {
    switch cost {
    case .synops: validationSynops
    case .spikes: validationSpikes
    }
  }

  /// What an inference costs on test samples.
  func cost(_ cost: SweepCost) -> SampleStatistics? {
    switch cost {
    case .synops: synops
    case .spikes: spikes
    }
  }
}
