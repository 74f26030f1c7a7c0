import SpikingNetworks

/// What a run takes from its surroundings, each given explicitly: no run reads a clock, the environment
/// or a global.
public struct RunContext: Sendable {
  /// Trains and evaluates float networks.
  public var engine: TrainingEngine
  /// The number of candidates that are evaluated at once.
  public var jobs: Int
  /// Finds data sets.
  public var locator: DatasetLocator
  /// Takes what there is to tell.
  public var progress: any ProgressReporter
  /// Returns seconds since some fixed moment; for durations and time budgets only.
  public var now: @Sendable () -> Double
  /// Whether the user asked to stop.
  public var isCancelled: @Sendable () -> Bool
  /// The seconds between two states of an unfinished training that are kept.
  public var checkpointInterval: Double
  /// The environment variables, for finding compilers.
  public var environment: [String: String]
  /// The version of the tool.
  public var version: String

  /// A crash loses so many seconds of a training at most, and one epoch.
  public static let defaultCheckpointInterval = 15.0

  /// Creates a context.
  public init(
    engine: TrainingEngine,
    jobs: Int,
    locator: DatasetLocator,
    progress: any ProgressReporter = SilentProgress(),
    now: @escaping @Sendable () -> Double = { 0 },
    isCancelled: @escaping @Sendable () -> Bool = { false },
    checkpointInterval: Double = RunContext.defaultCheckpointInterval,
    environment: [String: String] = [:],
    version: String
  ) {
    self.engine = engine
    self.jobs = jobs
    self.locator = locator
    self.progress = progress
    self.now = now
    self.isCancelled = isCancelled
    self.checkpointInterval = checkpointInterval
    self.environment = environment
    self.version = version
  }
}
