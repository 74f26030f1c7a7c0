import FixedPoint

/// The values that one layer's integers can reach, over all inputs and all steps.
public struct LayerRanges: Codable, Hashable, Sendable {
  /// The weighted sum of one step.
  public var accumulator: IntegerRange
  /// The weighted sum in membrane units, before the bias.
  public var scaled: IntegerRange
  /// What one step adds to the membrane: the shifted accumulator plus the bias.
  public var current: IntegerRange
  /// The membrane after integration, before it is brought into its width.
  public var integrated: IntegerRange
  /// The stored membrane, after reset.
  public var membrane: IntegerRange
  /// Whether saturation or wrapping can ever change a value.
  public var overflowCanHappen: Bool
  /// Whether the ranges hold for any number of steps, not only for the network's time steps.
  public var holdsForever: Bool

  /// Whether every intermediate value of the layer fits a signed 32-bit integer.
  ///
  /// One bit is kept free, so that a decay product plus its rounding term fits as well.
  public var fits32Bits: Bool {
    let limit = IntegerRange.signed(bits: 31)
    return limit.contains(accumulator) && limit.contains(scaled) && limit.contains(current)
      && limit.contains(integrated)
  }
}
