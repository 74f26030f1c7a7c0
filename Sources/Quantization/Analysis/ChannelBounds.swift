import FixedPoint
import SpikingNetworks

/// The intervals of one channel's states, carried from step to step.
///
/// Every map of a step sends larger intervals to larger ones, and a state enters the next step
/// whatever its age: so the intervals of the states only grow, and those of a step contain those of
/// the steps before it.
struct ChannelBounds {
  private let layer: QuantizedLayer
  private let channel: Int
  /// What is known so far; its stored states are those that enter the next step.
  private(set) var ranges: LayerRanges

  /// Starts with the states before the first step.
  ///
  /// - Parameter sum: The ends of the weighted sum; 0 lies between them.
  init(_ layer: QuantizedLayer, channel: Int, sum: IntegerRange) {
    let zero = IntegerRange(0, 0)
    let accumulator = layer.accumulatorOverflow.bringing(sum, into: layer.accumulatorBits)
    let scaled = IntegerRange(
      layer.scaledToMembrane(accumulator.lower),
      layer.scaledToMembrane(accumulator.upper)
    )
    self.layer = layer
    self.channel = channel
    ranges = LayerRanges(
      sum: sum,
      accumulator: accumulator,
      scaled: scaled,
      synapticSum: zero,
      synapticCurrent: zero,
      current: zero,
      integrated: zero,
      membrane: zero,
      rise: zero,
      thresholds: nil,
      decayProducts: zero,
      accumulatorOverflowCanHappen: accumulator != sum,
      synapseOverflowCanHappen: false,
      overflowCanHappen: false,
      deadChannels: layer.firing == nil ? [] : [channel],
      holdsForever: false
    )
  }

  /// Runs `count` steps, or as many as it takes until no state grows.
  mutating func run(steps count: Int) {
    for _ in 0..<count {
      let before = ranges
      step()
      if ranges.membrane == before.membrane && ranges.rise == before.rise
        && ranges.synapticCurrent == before.synapticCurrent
      {
        ranges.holdsForever = true
        return
      }
    }
  }

  private mutating func step() {
    var current = ranges.scaled
    if let synapse = layer.synapse {
      ranges.synapticSum = decayed(ranges.synapticCurrent, synapse.decay) + ranges.scaled
      current = synapse.overflow.bringing(ranges.synapticSum, into: synapse.bits)
      if current != ranges.synapticSum { ranges.synapseOverflowCanHappen = true }
      ranges.synapticCurrent = ranges.synapticCurrent.union(current)
    }
    let bias = layer.bias?.value(at: channel) ?? 0
    ranges.current = current + IntegerRange(bias, bias)
    ranges.integrated = decayed(ranges.membrane, layer.decay) + ranges.current
    let potential = layer.overflow.bringing(ranges.integrated, into: layer.membraneBits)
    if potential != ranges.integrated { ranges.overflowCanHappen = true }
    let stored = layer.firing.map { fire(potential, $0) } ?? potential
    ranges.membrane = ranges.membrane.union(stored)
  }

  /// What a state of `range` keeps; records the product that its leak is made of.
  private mutating func decayed(_ range: IntegerRange, _ decay: IntegerDecay) -> IntegerRange {
    ranges.decayProducts = ranges.decayProducts.union(decay.products(range, channel: channel))
    // The leak never decreases with the state and never grows faster than it.
    return IntegerRange(
      range.lower - decay.leak(range.lower, channel: channel),
      range.upper - decay.leak(range.upper, channel: channel)
    )
  }

  /// The membrane after comparison and reset of a potential; the rise grows if it can fire.
  private mutating func fire(
    _ potential: IntegerRange,
    _ firing: IntegerFiring
  ) -> IntegerRange {
    let threshold = firing.threshold.value(at: channel)
    let rise = firing.adaptation.map { decayed(ranges.rise, $0.decay) } ?? IntegerRange(0, 0)
    let thresholds = IntegerRange(threshold, threshold) + rise
    ranges.thresholds = thresholds
    guard potential.upper >= thresholds.lower else { return potential }
    ranges.deadChannels = []
    if let adaptation = firing.adaptation {
      let raised = min(rise.upper + adaptation.step.value(at: channel), adaptation.limit)
      ranges.rise = ranges.rise.union(IntegerRange(rise.lower, raised))
    }
    let fired: IntegerRange =
      switch firing.reset {
      // Down to 0, which every stored membrane has been.
      case .subtract: IntegerRange(0, potential.upper - thresholds.lower)
      case .zero:
        IntegerRange(firing.resetValue(at: channel), firing.resetValue(at: channel))
      }
    guard potential.lower < thresholds.upper else { return fired }
    return fired.union(
      IntegerRange(potential.lower, min(potential.upper, thresholds.upper - 1))
    )
  }
}

extension IntegerDecay {
  /// The products that the leaks of states of `range` are made of, with what rounding can add.
  fileprivate func products(_ range: IntegerRange, channel: Int) -> IntegerRange {
    switch self {
    case .none:
      return IntegerRange(0, 0)
    case .multiplier(let factors, let fractionBits, _, _):
      let factor = factors[factors.count == 1 ? 0 : channel]
      return IntegerRange(range.lower * factor - 1, range.upper * factor + (1 << fractionBits))
    case .shift(let distances, _, _):
      let distance = distances[distances.count == 1 ? 0 : channel]
      return IntegerRange(range.lower - 1, range.upper + (1 << distance))
    }
  }
}
