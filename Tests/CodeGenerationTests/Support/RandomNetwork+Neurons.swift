import FixedPoint
import Quantization
import SpikingNetworks

extension RandomNetwork {
  /// Thresholds of at most `largest`, for one or each of the channels, with a reset of every kind.
  mutating func firing(largest: Int, _ thresholds: Int, channels: Int) -> IntegerFiring {
    let exponent = min(int(0...3), bitWidth(largest) - 1)
    let mantissa = max(1, min(65_535, largest >> exponent))
    let reset = pick(ResetMode.allCases)
    return IntegerFiring(
      threshold: ScaledIntegers(
        bits: max(2, bitWidth(mantissa)),
        exponent: exponent,
        mantissas: (0..<thresholds).map { _ in Int32(int(1...mantissa)) }
      ),
      reset: reset,
      resetValue: reset == .zero && int(0...2) > 0 ? resetValue(pick([1, channels])) : nil,
      adaptation: int(0...2) == 0 ? adaptation(channels: channels) : nil
    )
  }

  /// Values from -8 to 0: below every threshold, and inside every membrane.
  private mutating func resetValue(_ count: Int) -> ScaledIntegers {
    ScaledIntegers(
      bits: int(3...10),
      exponent: int(0...1),
      mantissas: (0..<count).map { _ in Int32(int(-4...0)) }
    )
  }

  private mutating func adaptation(channels: Int) -> IntegerAdaptation {
    let bits = int(4...20)
    let stepBits = int(2...10)
    return IntegerAdaptation(
      // The rise has no sign: one bit more.
      decay: decay(stateBits: bits + 1, channels: channels),
      step: ScaledIntegers(
        bits: stepBits,
        exponent: int(0...2),
        mantissas: (0..<pick([1, channels])).map { _ in Int32(int(1...(1 << stepBits) - 1)) }
      ),
      bits: bits
    )
  }

  mutating func synapse(channels: Int) -> IntegerSynapse {
    let bits = int(4...20)
    return IntegerSynapse(
      decay: decay(stateBits: bits, channels: channels),
      bits: bits,
      overflow: pick(OverflowMode.allCases)
    )
  }

  mutating func bias(channels: Int, isPerChannel: Bool) -> ScaledIntegers {
    let bits = int(2...12)
    let limit = 1 << (bits - 1)
    return ScaledIntegers(
      bits: bits,
      exponent: int(0...3),
      mantissas: (0..<(isPerChannel ? channels : 1)).map { _ in Int32(int(-limit...limit - 1)) }
    )
  }

  /// The decay of a state of `stateBits` bits, with one number or one for each channel.
  mutating func decay(stateBits: Int, channels: Int) -> IntegerDecay {
    let bits = int(1...max(1, min(10, 30 - stateBits)))
    let count = pick([1, channels])
    let rounding = pick(RoundingMode.deterministic)
    switch int(0...4) {
    case 0: return .none
    case 1, 2:
      return .shift(
        distances: (0..<count).map { _ in int(0...9) },
        bits: 4,
        rounding: rounding
      )
    default:
      return .multiplier(
        factors: (0..<count).map { _ in int(0...(1 << bits) - 1) },
        fractionBits: int(bits...bits + 4),
        bits: bits,
        rounding: rounding
      )
    }
  }

  private func bitWidth(_ value: Int) -> Int { Int.bitWidth - value.leadingZeroBitCount }
}
