import CTinySNN
import Quantization

/// Biases, thresholds, reset values or steps as the runtime takes them.
struct DeviceNumber: Sendable {
  let source: RuntimeConstant
  let sign: RuntimeConstant
  /// The width of m; 0 where there is no number.
  let bits: Int
  let exponent: Int
  /// The value if the channels share it, else 0.
  let value: Int32
  /// The m of the channels; nil if they share one or have none.
  let table: [UInt8]?

  init(_ integers: ScaledIntegers?, isSigned: Bool) {
    let mantissas = integers?.mantissas ?? []
    let isShared = mantissas.count == 1
    source = RuntimeConstant(source: mantissas.count)
    sign = RuntimeConstant(isSigned: isSigned)
    bits = integers?.bits ?? 0
    exponent = integers?.exponent ?? 0
    value = isShared ? mantissas[0] << Int32(exponent) : 0
    table =
      mantissas.count > 1 ? PackedTables.numbers(mantissas.map(Int.init), bits: bits) : nil
  }

  /// The number in the descriptor.
  var member: tinysnn_number_t {
    tinysnn_number_t(
      source: source.code,
      sign: sign.code,
      bits: UInt8(bits),
      exponent: UInt8(exponent),
      value: value
    )
  }

  /// The number in the text of the descriptor.
  ///
  /// - Parameter bitsMacro: What the header calls the width; nil where it has no name for it.
  func text(bitsMacro: String?) -> String {
    "{\(source.name), \(sign.name), \(bitsMacro ?? "\(bits)U"), \(exponent)U, \(value.literal)}"
  }
}

extension Int32 {
  /// The number as C writes it, also where int has 16 bits.
  fileprivate var literal: String {
    self == .min
      ? "(-INT32_C(2147483647) - 1)" : self < 0 ? "-INT32_C(\(-self))" : "INT32_C(\(self))"
  }
}
