import Quantization

/// Describes where a value to be rounded lies between two integers: what tells rounding modes apart.
///
/// Two deterministic modes that differ anywhere differ in one of these ten situations.
enum RoundingSituation {
  /// The number of situations.
  static let count = 10

  /// The situation of `value / 2^shift`: sign, and exact, below half, tie to even, tie to odd, above.
  static func index(of value: Int, shift: Int) -> Int {
    let sign = value < 0 ? 5 : 0
    guard shift > 0 else { return sign }
    let floor = value >> shift
    let remainder = value - (floor << shift)
    let half = 1 << (shift - 1)
    if remainder == 0 { return sign }
    if remainder < half { return sign + 1 }
    if remainder > half { return sign + 4 }
    return sign + (floor & 1 == 0 ? 2 : 3)
  }
}

extension IntegerDecay {
  /// The situation in which the leak of the state `v` of `channel` is rounded; nil without rounding.
  func roundingSituation(_ v: Int, channel: Int) -> Int? {
    let index = numbers.count == 1 ? 0 : channel
    return switch self {
    case .none: nil
    case .multiplier(let factors, let fractionBits, _, _):
      RoundingSituation.index(of: v * factors[index], shift: fractionBits)
    case .shift(let distances, _, _): RoundingSituation.index(of: v, shift: distances[index])
    }
  }
}
