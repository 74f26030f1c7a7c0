/// What a study looks for: what is made small, and what a winner has to reach.
public struct StudyGoal: Hashable, Sendable {
  /// What is minimised.
  public var objective: Objective
  /// The validation accuracy to reach.
  public var target: AccuracyTarget
  /// The confidence with which it has to be reached, or nil for the accuracy itself.
  ///
  /// Then it is the lower bound of Clopper and Pearson that has to reach the target. Range 0.5..<1.
  public var confidence: Double?
  /// The number of validation samples; matters with a confidence only.
  public var samples: Int
  /// Bounds that the winner must keep.
  public var constraints: [Constraint]

  /// Creates a goal.
  public init(
    objective: Objective = .flashBytes,
    target: AccuracyTarget = .mostAccurate,
    confidence: Double? = nil,
    samples: Int = 1,
    constraints: [Constraint] = []
  ) {
    self.objective = objective
    self.target = target
    self.confidence = confidence
    self.samples = samples
    self.constraints = constraints
  }

  /// Returns the validation accuracy that candidates need, or nil without a target.
  ///
  /// - Parameter baseline: The validation accuracy of the best float model.
  public func threshold(baseline: Double) -> Double? {
    guard let accuracy = target.threshold(baseline: baseline) else { return nil }
    guard let confidence else { return accuracy }
    let needed = BinomialBound.needed(toReach: accuracy, of: samples, confidence: confidence)
    // More than all: no number of right samples is enough.
    return needed.map { Double($0) / Double(samples) } ?? 1 + 1 / Double(samples)
  }

  /// Returns the order of trials whose best float model has the validation accuracy `baseline`.
  public func rule(baseline: Double) -> SelectionRule {
    SelectionRule(
      objective: objective,
      threshold: threshold(baseline: baseline),
      constraints: constraints
    )
  }

  /// Returns the order of `trials`, whose best float model sets what a target within points means.
  public func rule(of trials: some Sequence<Trial>) -> SelectionRule {
    rule(baseline: trials.reduce(0) { max($0, $1.evaluation?.floatAccuracy ?? 0) })
  }
}
