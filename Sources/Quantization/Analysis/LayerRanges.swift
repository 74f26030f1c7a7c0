import FixedPoint

/// The values that one layer's integers can reach, over all inputs and all steps.
///
/// Where `holdsForever` is false, everything here is true for the network's time steps only,
/// `deadChannels` among it: a device that relies on it must refuse to run past them, as the
/// exported `step` does.
public struct LayerRanges: Codable, Hashable, Sendable {
  /// The weighted sum of one step, recurrent spikes included, whatever the accumulator's width.
  public var sum: IntegerRange
  /// The weighted sum in the accumulator's width.
  public var accumulator: IntegerRange
  /// The weighted sum in membrane units, before the bias.
  public var scaled: IntegerRange
  /// The synaptic current before it is brought into its width; 0 in a layer without.
  public var synapticSum: IntegerRange
  /// The stored synaptic current; 0 in a layer without.
  public var synapticCurrent: IntegerRange
  /// What one step adds to the membrane: shifted accumulator or synaptic current, plus bias.
  public var current: IntegerRange
  /// The membrane after integration, before it is brought into its width.
  public var integrated: IntegerRange
  /// The stored membrane, after reset.
  public var membrane: IntegerRange
  /// The stored rise of the threshold; 0 in a layer whose threshold does not adapt.
  public var rise: IntegerRange
  /// The thresholds of a comparison, rise included; nil in a layer that never fires.
  public var thresholds: IntegerRange?
  /// The products of the states and their decay factors, together with what is added to round them.
  public var decayProducts: IntegerRange
  /// Whether the accumulator's width can ever change a sum.
  public var accumulatorOverflowCanHappen: Bool
  /// Whether the synaptic current's width can ever change a value.
  public var synapseOverflowCanHappen: Bool
  /// Whether the membrane's width can ever change a value.
  public var overflowCanHappen: Bool
  /// The channels whose membranes never reach their threshold, in rising order.
  ///
  /// None in a layer that has no threshold.
  public var deadChannels: [Int]
  /// Whether all this holds for any number of steps, not only for the network's time steps.
  public var holdsForever: Bool

  /// Whether every intermediate value of the layer fits a signed 32-bit integer.
  ///
  /// One bit of the sums is kept free, so that what is added to round them fits as well.
  public var fits32Bits: Bool {
    [sum, scaled, synapticSum, current, integrated]
      .allSatisfy(IntegerRange.signed(bits: 31).contains)
      && IntegerRange.signed(bits: 32).contains(decayProducts)
  }
}

extension LayerRanges {
  /// Extends the ranges by those of another channel of the layer.
  mutating func formUnion(_ other: LayerRanges) {
    sum = sum.union(other.sum)
    accumulator = accumulator.union(other.accumulator)
    scaled = scaled.union(other.scaled)
    synapticSum = synapticSum.union(other.synapticSum)
    synapticCurrent = synapticCurrent.union(other.synapticCurrent)
    current = current.union(other.current)
    integrated = integrated.union(other.integrated)
    membrane = membrane.union(other.membrane)
    rise = rise.union(other.rise)
    if let mine = thresholds, let others = other.thresholds { thresholds = mine.union(others) }
    decayProducts = decayProducts.union(other.decayProducts)
    accumulatorOverflowCanHappen =
      accumulatorOverflowCanHappen || other.accumulatorOverflowCanHappen
    synapseOverflowCanHappen = synapseOverflowCanHappen || other.synapseOverflowCanHappen
    overflowCanHappen = overflowCanHappen || other.overflowCanHappen
    deadChannels += other.deadChannels
    holdsForever = holdsForever && other.holdsForever
  }
}
