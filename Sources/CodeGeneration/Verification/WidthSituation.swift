import FixedPoint

/// Describes where a value lies that is brought into a width: what tells widths and overflow modes apart.
///
/// A width of one bit more, and the other overflow mode, show where a value leaves the width; a width of one
/// bit less where a value takes its highest bit.
enum WidthSituation {
  /// The number of situations.
  static let count = 4

  /// The situation of `value` before it is brought into `bits` bits with a sign; nil where one bit less holds it.
  static func index(of value: Int, bits: Int) -> Int? {
    guard !IntegerRange.signed(bits: bits - 1).contains(value) else { return nil }
    let isOutside = !IntegerRange.signed(bits: bits).contains(value)
    return (value < 0 ? 2 : 0) + (isOutside ? 1 : 0)
  }

  /// The situation of `value`, which is not negative, before it is limited to `bits` bits without a sign.
  static func index(of value: Int, unsignedBits bits: Int) -> Int? {
    index(of: value, bits: bits + 1)
  }

  /// Whether a value in situation `index` does not fit.
  static func isOutside(_ index: Int) -> Bool { index % 2 == 1 }
}
