import FixedPoint

/// How the leak of one step is computed: with numbers that the layer shares, or one per channel.
public enum IntegerDecay: Codable, Hashable, Sendable {
  /// No leak: integrate-and-fire.
  case none
  /// leak = round(v * factor / 2^fractionBits); a factor of 0 among several is a channel without leak.
  case multiplier(factors: [Int], fractionBits: Int, bits: Int, rounding: RoundingMode)
  /// leak = round(v / 2^distance).
  case shift(distances: [Int], bits: Int, rounding: RoundingMode)

  /// The factors or distances: none, one for all channels, or one per channel.
  public var numbers: [Int] {
    switch self {
    case .none: []
    case .multiplier(let factors, _, _, _): factors
    case .shift(let distances, _, _): distances
    }
  }

  /// Returns the leak of membrane `v` of `channel`.
  public func leak(_ v: Int, channel: Int) -> Int {
    switch self {
    case .none:
      0
    case .multiplier(let factors, let fractionBits, _, let rounding):
      rounding.shifting(v * factors[factors.count == 1 ? 0 : channel], rightBy: fractionBits)
    case .shift(let distances, _, let rounding):
      rounding.shifting(v, rightBy: distances[distances.count == 1 ? 0 : channel])
    }
  }
}
