/// What a model takes on a board, for one compiler and its flags.
public struct DeviceFigures: Codable, Hashable, Sendable {
  /// What `count` counts.
  public enum Unit: String, Codable, Hashable, Sendable {
    /// Instructions executed, exactly; not their time.
    case instructions
    /// Cycles of the processor, as simulated.
    case cycles
  }

  /// How much one call of `run` executes.
  public struct Count: Codable, Hashable, Sendable {
    /// What is counted.
    public var unit: Unit
    /// The samples it was counted on.
    public var samples: Int
    /// The least of them.
    public var minimum: Int
    /// Their mean.
    public var mean: Double
    /// The most of them.
    public var maximum: Int

    /// Sums up the counts of samples, nil if there is none.
    init?(_ unit: Unit, _ counts: [Int]) {
      guard let minimum = counts.min(), let maximum = counts.max() else { return nil }
      self.unit = unit
      samples = counts.count
      self.minimum = minimum
      self.maximum = maximum
      mean = Double(counts.reduce(0, +)) / Double(counts.count)
    }
  }

  /// The compiler with its version.
  public var compiler: String
  /// The flags that choose processor and optimization.
  public var flags: [String]
  /// The bytes of flash that the board has.
  public var flashLength: Int
  /// The bytes of RAM that the board has.
  public var ramLength: Int
  /// The bytes of instructions of `init`, `run`, `argmax` and `score`, with what they call of the compiler's library.
  public var codeBytes: Int
  /// The bytes of the constants that they read.
  public var tableBytes: Int
  /// The bytes of the caller's state.
  public var stateBytes: Int
  /// The bytes of RAM that the model takes besides; 0 is as it must be.
  public var staticBytes: Int
  /// The most bytes of stack that a call of `run` used, nil if it was not measured.
  public var stackBytes: Int?
  /// The bytes of stack that no call of `run` exceeds, nil if the compiler does not say.
  public var stackBound: Int?
  /// What a call of `run` executes, nil if it was not counted.
  public var count: Count?

  private enum CodingKeys: String, CodingKey {
    case compiler, flags, count
    case flashLength = "flash_length"
    case ramLength = "ram_length"
    case codeBytes = "code_bytes"
    case tableBytes = "table_bytes"
    case stateBytes = "state_bytes"
    case staticBytes = "static_ram_bytes"
    case stackBytes = "stack_bytes"
    case stackBound = "stack_bound"
  }
}
