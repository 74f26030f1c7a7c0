import FixedPoint
import Quantization

extension IntegerDecay {
  /// Returns the decay with `difference` added to its factor or distance `index`.
  func adding(_ difference: Int, to index: Int) -> IntegerDecay {
    var numbers = numbers
    numbers[index] += difference
    return switch self {
    case .none: .none
    case .multiplier(_, let fraction, let bits, let rounding):
      .multiplier(factors: numbers, fractionBits: fraction, bits: bits, rounding: rounding)
    case .shift(_, let bits, let rounding):
      .shift(distances: numbers, bits: bits, rounding: rounding)
    }
  }

  /// Returns a multiplier with `difference` added to the distance of its shift; other decays as they are.
  func addingToFraction(_ difference: Int) -> IntegerDecay {
    guard case .multiplier(let factors, let fraction, let bits, let rounding) = self else {
      return self
    }
    return .multiplier(
      factors: factors,
      fractionBits: fraction + difference,
      bits: bits,
      rounding: rounding
    )
  }

  /// Returns the decay with another rounding.
  func rounded(_ mode: RoundingMode) -> IntegerDecay {
    switch self {
    case .none: .none
    case .multiplier(let factors, let fraction, let bits, _):
      .multiplier(factors: factors, fractionBits: fraction, bits: bits, rounding: mode)
    case .shift(let distances, let bits, _):
      .shift(distances: distances, bits: bits, rounding: mode)
    }
  }
}
