/// What a search looks for, where, how, and for how long.
public struct SearchPlan: Codable, Hashable, Sendable {
  /// The accuracy to reach; nil asks for the most accurate model that meets the constraints.
  public var target: Target?
  /// What is made small among the candidates that reach the target.
  public var minimize: Objective
  /// What every winner has to meet besides the target.
  public var constraints: [Constraint]
  /// The order in which candidates are tried.
  public var strategy: Strategy
  /// When the search ends.
  public var budget: Budget
  /// The number of candidates that a strategy proposes at once; a result depends on it, never on `--jobs`.
  public var batch: Int
  /// The candidates.
  public var space: SearchSpace

  /// Creates a plan.
  public init(
    target: Target?,
    minimize: Objective,
    constraints: [Constraint],
    strategy: Strategy,
    budget: Budget,
    batch: Int,
    space: SearchSpace
  ) {
    self.target = target
    self.minimize = minimize
    self.constraints = constraints
    self.strategy = strategy
    self.budget = budget
    self.batch = batch
    self.space = space
  }

  /// Describes the accuracy to reach on validation samples.
  public enum Target: Codable, Hashable, Sendable {
    /// At least this fraction of the samples. Range above 0, at most 1.
    case accuracy(Double)
    /// At most this many percentage points below the float model. Range 0...100.
    case within(points: Double)
  }

  /// Describes the order in which candidates are tried.
  public enum Strategy: String, Codable, CaseIterable, Hashable, Sendable {
    /// All of them in the order of the space.
    case grid
    /// A seeded random order without repetition.
    case random
  }

  /// The limits of a search; whichever is reached first ends it.
  public struct Budget: Codable, Hashable, Sendable {
    /// The number of candidates; nil is all of the space.
    public var trials: Int?
    /// The minutes of wall-clock time; nil is no limit.
    public var minutes: Double?

    /// Creates limits.
    public init(trials: Int?, minutes: Double?) {
      self.trials = trials
      self.minutes = minutes
    }
  }
}
