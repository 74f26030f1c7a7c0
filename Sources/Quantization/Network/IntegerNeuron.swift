import FixedPoint
import SpikingNetworks

/// Thresholds and reset as integers on the membrane's scale.
public struct IntegerFiring: Codable, Hashable, Sendable {
  /// The thresholds: one for all neurons, or one per channel; unsigned m.
  public var threshold: ScaledIntegers
  /// What a spike does to the membrane.
  public var reset: ResetMode
  /// The membrane after a spike under `ResetMode.zero`, one or one per channel, signed m; nil: 0.
  ///
  /// There is none under `ResetMode.subtract`.
  public var resetValue: ScaledIntegers?
  /// How spikes raise the threshold, or nil if they do not.
  public var adaptation: IntegerAdaptation?

  /// Creates a firing rule.
  public init(
    threshold: ScaledIntegers,
    reset: ResetMode,
    resetValue: ScaledIntegers? = nil,
    adaptation: IntegerAdaptation? = nil
  ) {
    self.threshold = threshold
    self.reset = reset
    self.resetValue = resetValue
    self.adaptation = adaptation
  }

  /// The membrane of channel `channel` after a spike under `ResetMode.zero`.
  public func resetValue(at channel: Int) -> Int { resetValue?.value(at: channel) ?? 0 }
}

/// The rise of a threshold: a - leak(a) before the comparison, a + step after a spike, at most 2^bits - 1.
public struct IntegerAdaptation: Codable, Hashable, Sendable {
  /// The decay of the rise.
  public var decay: IntegerDecay
  /// What a spike adds, one or one per channel, unsigned m.
  public var step: ScaledIntegers
  /// The width of the rise, unsigned.
  public var bits: Int

  /// Creates the rise of a threshold.
  public init(decay: IntegerDecay, step: ScaledIntegers, bits: Int) {
    self.decay = decay
    self.step = step
    self.bits = bits
  }

  /// The largest rise.
  public var limit: Int { (1 << bits) - 1 }
}

/// The synaptic current of a layer: i = bring(i - leak(i) + current), added to the membrane with the bias.
public struct IntegerSynapse: Codable, Hashable, Sendable {
  /// The decay of the current.
  public var decay: IntegerDecay
  /// The width that bounds the current, sign included.
  public var bits: Int
  /// What happens to a current outside that width.
  public var overflow: OverflowMode

  /// Creates a synaptic current.
  public init(decay: IntegerDecay, bits: Int, overflow: OverflowMode) {
    self.decay = decay
    self.bits = bits
    self.overflow = overflow
  }
}

/// The synapses from the neurons of a dense layer to each other, which pass on the spikes of the step before.
public struct IntegerRecurrence: Codable, Hashable, Sendable {
  /// The integers, [from][to], on the grid and the scales of the layer's weights.
  public var values: [Int16]
  /// What their sum is multiplied by, so that it has the unit of the accumulator: 1 / s_x.
  public var factor: Int

  /// Creates recurrent synapses.
  public init(values: [Int16], factor: Int) {
    self.values = values
    self.factor = factor
  }
}
