import CTinySNN
import Quantization

extension StorageType {
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
