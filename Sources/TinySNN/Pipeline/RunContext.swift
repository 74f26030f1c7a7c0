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
  /// The folder in which float models are kept for other studies, too; nil keeps them in the run folder until
  /// the run is finished.
  public var modelFolder: String?
  /// Takes what there is to tell.
  public var progress: any ProgressReporter
  /// Returns seconds since some fixed moment; for durations and time budgets only.
  public var now: @Sendable () -> Double
  /// Waits a moment, between two looks for what other processes have done.
  public var pause: @Sendable () -> Void
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
    modelFolder: String? = nil,
    progress: any ProgressReporter = SilentProgress(),
    now: @escaping @Sendable () -> Double = { 0 },
    pause: @escaping @Sendable () -> Void = {},
    isCancelled: @escaping @Sendable () -> Bool = { false },
    checkpointInterval: Double = RunContext.defaultCheckpointInterval,
    environment: [String: String] = [:],
    version: String
  ) {
    self.engine = engine
    self.jobs = jobs
    self.locator = locator
    self.modelFolder = modelFolder
    self.progress = progress
    self.now = now
    self.pause = pause
    self.isCancelled = isCancelled
    self.checkpointInterval = checkpointInterval
    self.environment = environment
    self.version = version
  }
}
