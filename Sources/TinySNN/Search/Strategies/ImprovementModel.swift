import SpikingNetworks

/// What is expected of points that were not tried, from those that were, most from the nearest.
///
/// Accuracies (as logits) and costs (as logarithms, against their forecast) are sums of one number per
/// value; `AdditiveModel` says how sure they are.
struct ImprovementModel {
  private let accuracy: AdditiveModel
  /// The logarithm of the cost, less that of its forecast.
  private let correction: AdditiveModel?
  /// The logarithm of the cost.
  private let cost: AdditiveModel
  /// The logarithms of the figures that constraints bound.
  private let constrained: [(constraint: Constraint, model: AdditiveModel)]
  private let threshold: Double?
  private let objective: Objective
  private let best: (loss: Double, cost: Double, accuracy: Double, isFeasible: Bool)

  /// Fits the model around `center`; nil without any figures.
  init?(_ memory: SearchMemory, around center: SpacePoint) {
    let trials = Self.nearest(memory.trials, to: center)
    let known = trials.compactMap { entry in
      entry.trial.evaluation.map { (point: entry.point, evaluation: $0) }
    }
    guard !known.isEmpty, let evaluation = memory.best?.trial.evaluation else { return nil }
    threshold = memory.rule.threshold
    let objective = memory.rule.objective
    self.objective = objective
    best = (
      objective.loss(of: evaluation), objective.cost(of: evaluation),
      evaluation.validationAccuracy, memory.isFeasible
    )
    // What failed says that it is far from the target; how far, nobody knows.
    let floor = Self.logit(threshold ?? evaluation.validationAccuracy) - 4
    let points = trials.map(\.point)
    let sizes = memory.space.dimensions.map(\.values.count)
    let weights = points.map { Self.weight($0, center) }
    func model(
      _ points: [SpacePoint],
      _ values: [Double],
      _ weights: [Double],
      floor: Double
    ) -> AdditiveModel {
      AdditiveModel(
        sizes: sizes,
        points: points,
        values: values,
        weights: weights,
        ridge: 0.2,
        floor: floor
      )
    }
    accuracy = model(
      points,
      trials.map { entry in
        max(floor, entry.trial.evaluation.map { Self.logit($0.validationAccuracy) } ?? floor)
      },
      weights,
      floor: 0.05
    )
    let knownPoints = known.map(\.point)
    let knownWeights = knownPoints.map { Self.weight($0, center) }
    cost = model(
      knownPoints,
      known.map { Self.logarithm(objective.cost(of: $0.evaluation)) },
      knownWeights,
      floor: 0.001
    )
    // Of what was proposed for its promise; the rest was never forecast.
    let forecast = known.compactMap { entry -> (point: SpacePoint, error: Double)? in
      guard let forecast = memory.knownForecast(entry.point), forecast.isFinite else { return nil }
      let cost = objective.cost(of: entry.evaluation)
      return (entry.point, Self.logarithm(cost) - Self.logarithm(forecast))
    }
    correction =
      forecast.isEmpty
      ? nil
      : model(
        forecast.map(\.point),
        forecast.map(\.error),
        forecast.map { Self.weight($0.point, center) },
        floor: 0.001
      )
    constrained = memory.rule.constraints.map { constraint in
      (
        constraint,
        model(
          knownPoints,
          known.map { Self.logarithm(constraint.metric.value(of: $0.evaluation)) },
          knownWeights,
          floor: 0.001
        )
      )
    }
  }

  /// Returns how much better than the best trial `point` is expected to be, weighted by how probable that
  /// is; 0 for no hope.
  ///
  /// - Parameter forecast: The forecast of its cost; without one what trials show of it has to do.
  func improvement(_ point: SpacePoint, forecast: Double? = nil) -> Double {
    if let forecast, !forecast.isFinite { return 0 }
    let expected = accuracy(point)
    var probability = 1.0
    for (constraint, model) in constrained {
      var figure = model(point)
      if let forecast, let correction, objective.metric == constraint.metric {
        // What is known before needs no guess.
        figure = correction(point)
        figure.mean += Self.logarithm(forecast)
      }
      let room = Self.logarithm(constraint.bound) - figure.mean
      probability *= Self.normal(room / figure.deviation)
    }
    if let threshold {
      probability *= Self.normal((expected.mean - Self.logit(threshold)) / expected.deviation)
    }
    guard best.isFeasible else { return probability }
    guard threshold != nil || objective.tradesAccuracy else {
      // The most accurate one wins: the expected improvement of a logistic variable.
      let scale = expected.deviation / Self.slope
      let lead = (expected.mean - Self.logit(best.accuracy)) / scale
      // From 30 on the logarithm is its argument.
      let gain = lead > 30 ? lead : PortableMath.log(1 + PortableMath.exp(lead))
      return probability * scale * gain
    }
    let cost =
      forecast.map { $0 * PortableMath.exp(correction?(point).mean ?? 0) }
      ?? PortableMath.exp(self.cost(point).mean)
    guard objective.tradesAccuracy else {
      return probability * max(0, 1 - cost / max(best.cost, .leastNormalMagnitude))
    }
    let accuracy = 1 / (1 + PortableMath.exp(-expected.mean))
    return probability * max(0, best.loss - (cost - accuracy))
  }

  /// The most trials that the model is fitted to: more make it slower, and hardly different.
  private static let largestFit = 1024

  private static func nearest(
    _ trials: [(point: SpacePoint, trial: Trial)],
    to center: SpacePoint
  ) -> [(point: SpacePoint, trial: Trial)] {
    guard trials.count > largestFit else { return trials }
    let order = trials.indices.map { (distance: distance(trials[$0].point, center), index: $0) }
      .sorted { $0 < $1 }
    return order.prefix(largestFit).map { trials[$0.index] }
  }

  /// The number of dimensions in which two points differ.
  private static func distance(_ first: SpacePoint, _ second: SpacePoint) -> Int {
    zip(first, second).count { $0 != $1 }
  }

  private static func weight(_ point: SpacePoint, _ center: SpacePoint) -> Double {
    0.05 + PortableMath.exp(-Double(distance(point, center)) / 2)
  }

  private static func logit(_ accuracy: Double) -> Double {
    let inside = min(max(accuracy, 0.001), 0.9999)
    return PortableMath.log(inside / (1 - inside))
  }

  private static func logarithm(_ cost: Double) -> Double { PortableMath.log(max(cost, 1e-9)) }

  /// The probability that a normal number is below `z`; within 0.01 of it.
  private static func normal(_ z: Double) -> Double { 1 / (1 + PortableMath.exp(-slope * z)) }

  /// The slope of the logistic function that is nearest to the normal distribution's.
  private static let slope = 1.702
}
