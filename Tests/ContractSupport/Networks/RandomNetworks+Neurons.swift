import FixedPoint
import Quantization
import SpikingNetworks

extension RandomNetworks {
  /// Thresholds from those that every spike reaches to the end of the membrane, with a reset of every kind.
  mutating func firing(membraneBits: Int, _ channels: Int) -> IntegerFiring {
    let exponent = integer(0...2)
    let limit = (min((1 << (membraneBits - 1)) - 1, 65_535) >> exponent) / pick([1, 2, 4])
    var result = IntegerFiring(
      threshold: ScaledIntegers(
        bits: 16,
        exponent: exponent,
        mantissas: (0..<pick([1, channels])).map { _ in Int32(integer(1...max(1, limit))) }
      ),
      reset: pick(ResetMode.allCases)
    )
    let largest = result.threshold.mantissas.max() ?? 1
    // Eight bits where the mantissas leave them: the tables then have one byte each.
    if largest < 256 && happens(onceIn: 2) { result.threshold.bits = 8 }
    if result.reset == .zero && !happens(onceIn: 3) {
      // From -8 to 0: below every threshold, and inside every membrane.
      result.resetValue = ScaledIntegers(
        bits: integer(3...10),
        exponent: integer(0...1),
        mantissas: (0..<pick([1, channels])).map { _ in Int32(integer(-4...0)) }
      )
    }
    if happens(onceIn: 3) { result.adaptation = adaptation(channels) }
    return result
  }

  private mutating func adaptation(_ channels: Int) -> IntegerAdaptation {
    let bits = integer(4...24)
    let stepBits = integer(2...10)
    return IntegerAdaptation(
      // The rise has no sign: one bit more.
      decay: decay(stateBits: bits + 1, channels),
      step: ScaledIntegers(
        bits: stepBits,
        exponent: integer(0...3),
        mantissas: (0..<pick([1, channels])).map { _ in Int32(integer(0...(1 << stepBits) - 1)) }
      ),
      bits: bits
    )
  }

  mutating func synapse(_ channels: Int) -> IntegerSynapse {
    let bits = integer(4...24)
    return IntegerSynapse(
      decay: decay(stateBits: bits, channels),
      bits: bits,
      overflow: pick(OverflowMode.allCases)
    )
  }

  /// Biases that leave membranes of `membraneBits` bits something to do.
  mutating func bias(membraneBits: Int, _ channels: Int) -> ScaledIntegers {
    let bits = integer(2...min(12, membraneBits - 1))
    let limit = 1 << (bits - 1)
    return ScaledIntegers(
      bits: bits,
      exponent: integer(0...3),
      mantissas: (0..<pick([1, channels])).map { _ in Int32(integer(-limit...limit - 1)) }
    )
  }

  /// The decay of a state of `stateBits` bits, with one number or one for each channel.
  mutating func decay(stateBits: Int, _ channels: Int) -> IntegerDecay {
    let rounding = pick(RoundingMode.deterministic)
    let count = pick([1, channels])
    switch integer(0...4) {
    case 0: return .none
    case 1, 2:
      let bits = integer(3...4)
      return .shift(
        distances: (0..<count).map { _ in integer(0...(1 << bits) - 1) },
        bits: bits,
        rounding: rounding
      )
    default:
      let bits = integer(1...min(10, 31 - stateBits))
      return .multiplier(
        factors: (0..<count).map { _ in integer(0...(1 << bits) - 1) },
        fractionBits: integer(bits...bits + 4),
        bits: bits,
        rounding: rounding
      )
    }
  }
}
