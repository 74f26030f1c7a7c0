import FixedPoint
import SpikingNetworks

/// Interval analysis over the actual integers of a network.
///
/// The leak is monotone in the membrane and never grows faster than it, so the ends of an interval
/// map to the ends of the next one; the iteration runs channel by channel until nothing grows, or for
/// the network's time steps.
public enum BoundsAnalysis {
  /// Returns the ranges of each layer of `network`.
  public static func ranges(of network: QuantizedNetwork) -> [LayerRanges] {
    network.layers.indices.map { index in
      ranges(
        of: network.layers[index],
        largestInput: network.largestInput(ofLayer: index),
        timesteps: network.input.timesteps
      )
    }
  }

  /// Returns the ranges of one layer over `timesteps` steps, for pooled inputs from 0 to `largestInput`.
  public static func ranges(
    of layer: QuantizedLayer,
    largestInput: Int,
    timesteps: Int
  ) -> LayerRanges {
    let accumulators = layer.accumulatorRanges(largestInput: largestInput)
    var result: LayerRanges?
    for channel in accumulators.indices {
      let one = neuronRanges(
        of: layer,
        channel: channel,
        accumulator: accumulators[channel],
        timesteps: timesteps
      )
      guard var all = result else {
        result = one
        continue
      }
      all.accumulator = all.accumulator.union(one.accumulator)
      all.scaled = all.scaled.union(one.scaled)
      all.current = all.current.union(one.current)
      all.integrated = all.integrated.union(one.integrated)
      all.membrane = all.membrane.union(one.membrane)
      all.overflowCanHappen = all.overflowCanHappen || one.overflowCanHappen
      all.holdsForever = all.holdsForever && one.holdsForever
      result = all
    }
    guard let result else { preconditionFailure("layer \(layer.name) has no channels") }
    return result
  }

  /// The ranges of the neurons of one channel: those at the borders reach no further than the others.
  private static func neuronRanges(
    of layer: QuantizedLayer,
    channel: Int,
    accumulator: IntegerRange,
    timesteps: Int
  ) -> LayerRanges {
    let width = IntegerRange.signed(bits: layer.membraneBits)
    let bias = layer.bias?.value(at: channel) ?? 0
    let scaled = IntegerRange(
      layer.scaledToMembrane(accumulator.lower),
      layer.scaledToMembrane(accumulator.upper)
    )
    let current = scaled + IntegerRange(bias, bias)
    var membrane = IntegerRange(0, 0)
    var result = LayerRanges(
      accumulator: accumulator,
      scaled: scaled,
      current: current,
      integrated: current,
      membrane: membrane,
      overflowCanHappen: false,
      holdsForever: false
    )
    for step in 0..<timesteps {
      let integrated =
        IntegerRange(
          membrane.lower - layer.decay.leak(membrane.lower, channel: channel),
          membrane.upper - layer.decay.leak(membrane.upper, channel: channel)
        ) + current
      result.integrated = step == 0 ? integrated : result.integrated.union(integrated)
      var bounded = integrated
      if !width.contains(integrated) {
        result.overflowCanHappen = true
        switch layer.overflow {
        case .wrap:
          bounded = width
        case .saturate:
          bounded = IntegerRange(
            OverflowMode.saturate.bringing(integrated.lower, into: layer.membraneBits),
            OverflowMode.saturate.bringing(integrated.upper, into: layer.membraneBits)
          )
        }
      }
      let after = layer.firing.map { reset(bounded, $0, channel: channel) } ?? bounded
      // A stored membrane enters the next step, whatever its age: the ranges only grow.
      let grown = membrane.union(after)
      result.membrane = grown
      if grown == membrane && step > 0 {
        result.holdsForever = true
        break
      }
      membrane = grown
    }
    return result
  }

  /// The range of the stored membrane after comparison and reset.
  private static func reset(
    _ potential: IntegerRange,
    _ firing: IntegerFiring,
    channel: Int
  ) -> IntegerRange {
    let threshold = firing.threshold.value(at: channel)
    guard potential.upper >= threshold else { return potential }
    let fired: IntegerRange =
      switch firing.reset {
      case .subtract:
        IntegerRange(
          max(potential.lower, threshold) - threshold,
          potential.upper - threshold
        )
      case .zero:
        IntegerRange(firing.resetValue(at: channel), firing.resetValue(at: channel))
      }
    guard potential.lower < threshold else { return fired }
    return fired.union(IntegerRange(potential.lower, threshold - 1))
  }
}
