import CTinySNN
import FixedPoint

/// Describes how the runtime stores an array of numbers.
enum StorageType: Hashable, Sendable {
  case int8, int16, int32, uint8

  /// Creates the smallest signed type for numbers of `bits` bits.
  ///
  /// - Parameter bits: The width. Range 1...32.
  init(bits: Int) {
    self = bits <= 8 ? .int8 : bits <= 16 ? .int16 : .int32
  }

  /// Creates the smaller of int16 and int32 that holds `range`.
  init(sum range: IntegerRange) {
    self = IntegerRange.signed(bits: 16).contains(range) ? .int16 : .int32
  }

  /// The bytes of one element.
  var bytes: Int {
    switch self {
    case .int8, .uint8: 1
    case .int16: 2
    case .int32: 4
    }
  }

  /// The type in C.
  var cType: String {
    switch self {
    case .int8: "int8_t"
    case .int16: "int16_t"
    case .int32: "int32_t"
    case .uint8: "uint8_t"
    }
  }

  /// The runtime's name for the type.
  var macro: String {
    switch self {
    case .int8: "TINYSNN_INT8"
    case .int16: "TINYSNN_INT16"
    case .int32: "TINYSNN_INT32"
    case .uint8: "TINYSNN_UINT8"
    }
  }

  /// The runtime's code for the type.
  var code: UInt8 {
    switch self {
    case .int8: UInt8(TINYSNN_INT8)
    case .int16: UInt8(TINYSNN_INT16)
    case .int32: UInt8(TINYSNN_INT32)
    case .uint8: UInt8(TINYSNN_UINT8)
    }
  }
}
