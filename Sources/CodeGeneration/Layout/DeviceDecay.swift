import CTinySNN
import FixedPoint
import Quantization

/// The decay of a membrane, a synaptic current or a rise as the runtime takes it.
struct DeviceDecay: Sendable {
  let kind: RuntimeConstant
  let source: RuntimeConstant
  /// The width of D or k; 0 without leak.
  let bits: Int
  /// D if the channels share it, else 0.
  let factor: Int
  /// f, or k if the channels share it.
  let shift: Int
  let rounding: RuntimeConstant
  /// The D or k of the channels; nil if they share one or have none.
  let table: [UInt8]?

  init(_ decay: IntegerDecay) {
    let numbers = decay.numbers
    let shared = numbers.count == 1 ? numbers[0] : 0
    kind = RuntimeConstant(decay)
    source = RuntimeConstant(source: numbers.count)
    switch decay {
    case .none:
      (factor, shift, bits) = (0, 0, 0)
      rounding = RuntimeConstant(.floor)
    case .multiplier(_, let fractionBits, let bits, let mode):
      (factor, shift, self.bits) = (shared, fractionBits, bits)
      rounding = RuntimeConstant(mode)
    case .shift(_, let bits, let mode):
      (factor, shift, self.bits) = (0, shared, bits)
      rounding = RuntimeConstant(mode)
    }
    table = numbers.count > 1 ? PackedTables.numbers(numbers, bits: bits) : nil
  }

  /// The decay in the descriptor.
  var member: tinysnn_decay_t {
    tinysnn_decay_t(
      kind: kind.code,
      source: source.code,
      bits: UInt8(bits),
      factor: UInt16(factor),
      shift: UInt8(shift),
      rounding: rounding.code
    )
  }

  /// The decay in the text of the descriptor.
  ///
  /// - Parameter bitsMacro: What the header calls the width; nil where it has no name for it.
  func text(bitsMacro: String?) -> String {
    "{\(kind.name), \(source.name), \(bitsMacro ?? "\(bits)U"), \(factor)U, \(shift)U, "
      + "\(rounding.name)}"
  }
}
