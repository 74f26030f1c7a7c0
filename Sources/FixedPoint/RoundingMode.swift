/// Describes how a value between two integers becomes one of them.
///
/// Rounding is part of a model, never of a build: the artifact stores it and the exported C repeats it.
///
/// | value          | -2.5 | -1.5 | -1.2 | -0.5 | 0.5 | 0.7 | 1.5 | 2.5 |
/// |----------------|------|------|------|------|-----|-----|-----|-----|
/// | `floor`        |   -3 |   -2 |   -2 |   -1 |   0 |   0 |   1 |   2 |
/// | `trunc`        |   -2 |   -1 |   -1 |    0 |   0 |   0 |   1 |   2 |
/// | `ceil`         |   -2 |   -1 |   -1 |    0 |   1 |   1 |   2 |   3 |
/// | `half_up`      |   -2 |   -1 |   -1 |    0 |   1 |   1 |   2 |   3 |
/// | `half_away`    |   -3 |   -2 |   -1 |   -1 |   1 |   1 |   2 |   3 |
/// | `half_even`    |   -2 |   -2 |   -1 |    0 |   0 |   1 |   2 |   2 |
/// | `stochastic`   | floor, plus one with the probability of the discarded fraction           |
public enum RoundingMode: String, Codable, CaseIterable, Hashable, Sendable {
  /// Rounds toward negative infinity: the papers' truncation (TR).
  case floor
  /// Rounds toward zero.
  case trunc
  /// Rounds toward positive infinity.
  case ceil
  /// Rounds to the nearest integer, ties toward positive infinity: the papers' nearest (RN).
  case halfUp = "half_up"
  /// Rounds to the nearest integer, ties away from zero.
  case halfAway = "half_away"
  /// Rounds to the nearest integer, ties to the even one.
  case halfEven = "half_even"
  /// Rounds down or up at random, unbiased in the mean (SR); legal at conversion time only.
  case stochastic

  /// The modes that a device can execute: all but `stochastic`.
  public static let deterministic: [RoundingMode] = [
    .floor, .trunc, .ceil, .halfUp, .halfAway, .halfEven,
  ]

  /// Whether the mode draws random numbers.
  public var isStochastic: Bool { self == .stochastic }
}

extension RoundingMode {
  /// Returns `value / 2^count`, rounded.
  ///
  /// - Parameters:
  ///   - value: The dividend. Range ±2^61.
  ///   - count: The shift distance, in 0...60.
  /// - Precondition: The mode is deterministic.
  public func shifting(_ value: Int, rightBy count: Int) -> Int {
    precondition((0...60).contains(count), "shift distance \(count) is outside 0...60")
    guard count > 0 else { return value }
    let floored = value >> count
    let remainder = value - (floored << count)  // 0 ..< 2^count
    let half = 1 << (count - 1)
    switch self {
    case .floor:
      return floored
    case .trunc:
      return value < 0 && remainder != 0 ? floored + 1 : floored
    case .ceil:
      return remainder != 0 ? floored + 1 : floored
    case .halfUp:
      return remainder >= half ? floored + 1 : floored
    case .halfAway:
      // On a tie, `floored` is the one further from zero exactly for negative values.
      if remainder == half { return value < 0 ? floored : floored + 1 }
      return remainder > half ? floored + 1 : floored
    case .halfEven:
      if remainder == half { return floored & 1 == 0 ? floored : floored + 1 }
      return remainder > half ? floored + 1 : floored
    case .stochastic:
      preconditionFailure("stochastic rounding is refused at run time")
    }
  }

  /// Returns `value` rounded to an integer.
  ///
  /// - Parameters:
  ///   - value: A finite value. Range ±2^52.
  ///   - draw: A uniform number in 0..<1, evaluated by `stochastic` only.
  public func rounding(_ value: Double, draw: @autoclosure () -> Double) -> Int {
    let floored = value.rounded(.down)
    switch self {
    case .floor: return Int(floored)
    case .trunc: return Int(value.rounded(.towardZero))
    case .ceil: return Int(value.rounded(.up))
    case .halfUp:
      // value + 0.5 would round twice near 2^52 and just below one half.
      return value - floored >= 0.5 ? Int(floored) + 1 : Int(floored)
    case .halfAway: return Int(value.rounded(.toNearestOrAwayFromZero))
    case .halfEven: return Int(value.rounded(.toNearestOrEven))
    case .stochastic: return draw() < value - floored ? Int(floored) + 1 : Int(floored)
    }
  }

  /// Returns `value` rounded to an integer by a deterministic mode.
  ///
  /// - Precondition: The mode is deterministic.
  public func rounding(_ value: Double) -> Int {
    precondition(!isStochastic, "stochastic rounding needs a draw")
    return rounding(value, draw: 0)
  }
}
