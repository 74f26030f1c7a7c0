import Quantization

extension StorageType {
  /// The type in C.
  var cType: String {
    switch self {
    case .int8: "int8_t"
    case .int16: "int16_t"
    case .int32: "int32_t"
    case .uint8: "uint8_t"
    case .uint16: "uint16_t"
    }
  }

  /// The runtime's name for the type.
  var macro: String { RuntimeConstant(self).name }

  /// The runtime's code for the type.
  var code: UInt8 { RuntimeConstant(self).code }
}
