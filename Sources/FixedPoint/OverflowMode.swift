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
}
