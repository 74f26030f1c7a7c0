/// How an export is verified on boards.
public struct VerificationOptions: Hashable, Sendable {
  /// How much the compilers of boards optimize.
  public enum Optimization: String, CaseIterable, Hashable, Sendable {
    /// For size.
    case size = "Os"
    /// For speed.
    case speed = "O2"
    /// For speed at any size.
    case moreSpeed = "O3"
  }

  /// The samples that are run; inputs of golden vectors follow them.
  public var samples: Int
  /// How many of the samples are counted at most: instructions and stack.
  ///
  /// Cycles cost nothing and are counted on all.
  public var countedSamples: Int
  /// How much the compilers optimize.
  public var optimization: Optimization
  /// The seconds after which an emulator is stopped.
  public var deadline: Double

  /// Creates options.
  public init(
    samples: Int = 100,
    countedSamples: Int = 16,
    optimization: Optimization = .size,
    deadline: Double = 600
  ) {
    self.samples = samples
    self.countedSamples = countedSamples
    self.optimization = optimization
    self.deadline = deadline
  }
}
