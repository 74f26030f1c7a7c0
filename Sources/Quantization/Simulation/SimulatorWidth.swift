import FixedPoint

/// The form of `OverflowMode.bringing` that loops over 32-bit states use.
struct SimulatorWidth {
  private let lower: Int32
  private let upper: Int32
  private let unused: Int32
  private let wraps: Bool

  /// Creates the form for `bits` bits, in 2...32.
  init(bits: Int, _ overflow: OverflowMode) {
    let range = IntegerRange.signed(bits: bits)
    lower = Int32(range.lower)
    upper = Int32(range.upper)
    unused = Int32(32 - bits)
    wraps = overflow == .wrap
  }

  /// Whether no 32-bit value is ever changed.
  var isFull: Bool { unused == 0 }

  /// Returns `value` brought into the width.
  @inline(__always)
  func callAsFunction(_ value: Int32) -> Int32 {
    wraps ? (value &<< unused) &>> unused : min(max(value, lower), upper)
  }
}
