/// What a search looks for, where, how, and for how long.
public struct SearchPlan: Codable, Hashable, Sendable {
  /// The accuracy to reach; nil asks for the most accurate model that meets the constraints.
  public var target: Target?
  /// What is made small among the candidates that reach the target.
  public var minimize: Metric
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
    minimize: Metric,
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

  /// A cost of a candidate.
  public enum Metric: String, Codable, CaseIterable, Hashable, Sendable {
    /// The bytes of every model-dependent number.
    case flashBytes = "flash_bytes"
    /// The bytes of state and scratch.
    case ramBytes = "ram_bytes"
    /// The mean number of synaptic operations per inference.
    case synops

    /// Returns the cost that `evaluation` measured.
    public func value(of evaluation: Evaluation) -> Double {
      switch self {
      case .flashBytes: Double(evaluation.flashBytes)
      case .ramBytes: Double(evaluation.ramBytes)
      case .synops: evaluation.synopsPerInference
      }
    }
  }

  /// A bound on a cost, spelled `ram_bytes <= 2048`.
  public struct Constraint: Codable, Hashable, Sendable {
    /// The bounded cost.
    public var metric: Metric
    /// The largest legal value; not negative.
    public var bound: Double

    /// Creates a constraint.
    public init(metric: Metric, bound: Double) {
      self.metric = metric
      self.bound = bound
    }

    /// Whether `evaluation` stays within the bound.
    public func isSatisfied(by evaluation: Evaluation) -> Bool {
      metric.value(of: evaluation) <= bound
    }
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

extension SearchPlan.Constraint: CustomStringConvertible {
  /// Creates a constraint from `METRIC <= NUMBER`; nil for other text.
  public init?(_ text: String) {
    let parts = text.split(separator: "<=", omittingEmptySubsequences: false)
    guard parts.count == 2,
      let metric = SearchPlan.Metric(rawValue: parts[0].trimmingSpaces),
      let bound = ConfigValue(plainScalar: parts[1].trimmingSpaces)?.number, bound >= 0
    else { return nil }
    self.init(metric: metric, bound: bound)
  }

  /// The spelling that `init(_:)` reads.
  public var description: String {
    let number = Int(exactly: bound).map { "\($0)" } ?? "\(bound)"
    return "\(metric.rawValue) <= \(number)"
  }
}

extension Substring {
  /// The text without spaces at its ends.
  fileprivate var trimmingSpaces: String {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
