/// What a strategy that learns knows before the first trial.
public struct SearchProblem: Sendable {
  /// The candidates.
  public var space: SearchSpace
  /// What is looked for.
  public var goal: StudyGoal
  /// The key of random draws.
  public var seed: UInt64
  /// The trials without a better one after which a strategy ends; nil goes on until nothing is left.
  public var patience: Int?
  /// Returns about what a candidate will cost in the figure that is minimised, before it is evaluated.
  ///
  /// Nil for a candidate that is no model. A pure function.
  public var forecast: @Sendable (Candidate) -> Double?

  /// Creates a problem.
  public init(
    space: SearchSpace,
    goal: StudyGoal,
    seed: UInt64,
    patience: Int? = nil,
    forecast: @escaping @Sendable (Candidate) -> Double?
  ) {
    self.space = space
    self.goal = goal
    self.seed = seed
    self.patience = patience
    self.forecast = forecast
  }
}
