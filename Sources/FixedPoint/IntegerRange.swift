/// A closed interval of integers, the currency of the bounds analysis.
public struct IntegerRange: Hashable, Codable, Sendable {
  /// The smallest member.
  public var lower: Int
  /// The largest member.
  public var upper: Int

  /// Creates the interval from `lower` to `upper`, both included.
  public init(_ lower: Int, _ upper: Int) {
    precondition(lower <= upper, "empty range \(lower)...\(upper)")
    self.lower = lower
    self.upper = upper
  }

  /// The range of a two's-complement number, `bits` in 1...62.
  public static func signed(bits: Int) -> IntegerRange {
    IntegerRange(-(1 << (bits - 1)), (1 << (bits - 1)) - 1)
  }

  /// The range of an unsigned number, `bits` in 0...62.
  public static func unsigned(bits: Int) -> IntegerRange {
    IntegerRange(0, (1 << bits) - 1)
  }

  /// Whether every member of `other` is a member of this range.
  public func contains(_ other: IntegerRange) -> Bool {
    lower <= other.lower && other.upper <= upper
  }

  /// Whether `value` is a member.
  public func contains(_ value: Int) -> Bool { lower <= value && value <= upper }

  /// The smallest range that holds both.
  public func union(_ other: IntegerRange) -> IntegerRange {
    IntegerRange(min(lower, other.lower), max(upper, other.upper))
  }

  /// The range of the sum of a member of each operand.
  public static func + (left: IntegerRange, right: IntegerRange) -> IntegerRange {
    IntegerRange(left.lower + right.lower, left.upper + right.upper)
  }
}
