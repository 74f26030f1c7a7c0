import FixedPoint

/// Describes how the device stores an array of numbers.
public enum StorageType: Hashable, Sendable {
  /// One byte, signed.
  case int8
  /// Two bytes, signed.
  case int16
  /// Four bytes, signed.
  case int32
  /// One byte, unsigned.
  case uint8
  /// Two bytes, unsigned.
  case uint16

  /// Creates the smallest signed type for numbers of `bits` bits.
  ///
  /// - Parameter bits: The width, in 1...32.
  public init(bits: Int) {
    self = bits <= 8 ? .int8 : bits <= 16 ? .int16 : .int32
  }

  /// Creates the smallest type for unsigned numbers of `bits` bits.
  ///
  /// - Parameter bits: The width, in 1...31.
  public init(unsignedBits bits: Int) {
    self = bits <= 8 ? .uint8 : bits <= 16 ? .uint16 : .int32
  }

  /// Creates the smallest signed type that holds `range`.
  public init(holding range: IntegerRange) {
    self =
      IntegerRange.signed(bits: 8).contains(range)
      ? .int8 : IntegerRange.signed(bits: 16).contains(range) ? .int16 : .int32
  }

  /// Creates the smaller of int16 and int32 that holds `range`.
  public init(sum range: IntegerRange) {
    self = IntegerRange.signed(bits: 16).contains(range) ? .int16 : .int32
  }

  /// The bytes of one element.
  public var bytes: Int {
    switch self {
    case .int8, .uint8: 1
    case .int16, .uint16: 2
    case .int32: 4
    }
  }
}
