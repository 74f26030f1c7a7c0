/// What a search looks for, where, how, and for how long.
public struct SearchPlan: Codable, Hashable, Sendable {
  /// The accuracy to reach; nil asks for the most accurate model that meets the constraints.
  public var target: Target?
  /// The confidence with which it has to be reached, in 0.5..<1; nil asks for the accuracy itself.
  public var confidence: Double?
  /// What is made small among the candidates that reach the target.
  public var minimize: Objective
  /// What every winner has to meet besides the target.
  public var constraints: [Constraint]
  /// The order in which candidates are tried.
  public var strategy: StrategyPlan
  /// The probability with which a candidate that reaches the target may be given up while it is
  /// evaluated, in 0..<1; nil evaluates every candidate on all samples.
  public var earlyStop: Double?
  /// How often the winner is made in all, each time with another seed, 1 for once.
  public var repeats: Int
  /// Whether a winner that was trained with regularizers is compared with one that was trained without.
  public var twin: Bool
  /// When the search ends.
  public var budget: Budget
  /// The number of candidates that a strategy proposes at once; a result depends on it, never on `--jobs`.
  public var batch: Int
  /// The candidates.
  public var space: SearchSpace

  /// Creates a plan.
  public init(
    target: Target?,
    confidence: Double? = nil,
    minimize: Objective,
    constraints: [Constraint],
    strategy: StrategyPlan,
    earlyStop: Double? = nil,
    repeats: Int = 1,
    twin: Bool = true,
    budget: Budget,
    batch: Int,
    space: SearchSpace
  ) {
    self.target = target
    self.confidence = confidence
    self.minimize = minimize
    self.constraints = constraints
    self.strategy = strategy
    self.earlyStop = earlyStop
    self.repeats = repeats
    self.twin = twin
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
