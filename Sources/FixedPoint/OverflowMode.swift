/// Describes what happens to a value outside the range of its bits.
public enum OverflowMode: String, Codable, CaseIterable, Hashable, Sendable {
  /// Clamps to the nearest end of the range.
  case saturate
  /// Keeps the low bits and sign-extends them.
  case wrap

  /// Returns `value` brought into the two's-complement range of `bits` bits.
  ///
  /// - Parameters:
  ///   - value: Any value.
  ///   - bits: The width, sign included, in 2...32.
  public func bringing(_ value: Int, into bits: Int) -> Int {
    let range = IntegerRange.signed(bits: bits)
    switch self {
    case .saturate:
      return min(max(value, range.lower), range.upper)
    case .wrap:
      let unused = Int.bitWidth - bits
      return (value << unused) >> unused
    }
  }

  /// Returns a range that holds what `bringing` makes of the members of `range`.
  ///
  /// A range that wraps around anywhere may end everywhere.
  public func bringing(_ range: IntegerRange, into bits: Int) -> IntegerRange {
    let width = IntegerRange.signed(bits: bits)
    guard !width.contains(range) else { return range }
    switch self {
    case .saturate:
      return IntegerRange(bringing(range.lower, into: bits), bringing(range.upper, into: bits))
    case .wrap:
      return width
    }
  }
}
