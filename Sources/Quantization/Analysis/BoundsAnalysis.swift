import FixedPoint
import SpikingNetworks

/// Interval analysis over the actual integers of a network.
///
/// The leak is monotone in the membrane and never grows faster than it, so the ends of an interval
/// map to the ends of the next one; the iteration runs neuron by neuron until nothing grows, or for
/// the network's time steps.
public enum BoundsAnalysis {
  /// Returns the ranges of each layer of `network`.
  public static func ranges(of network: QuantizedNetwork) -> [LayerRanges] {
    network.layers.indices.map { index in
      let isDirect = index == 0 && network.input.coding == .direct
      return ranges(
        of: network.layers[index],
        largestInput: isDirect ? network.input.maximum : 1,
        timesteps: network.input.timesteps
      )
    }
  }

  /// Returns the ranges of one layer over `timesteps` steps, for inputs from 0 to `largestInput`.
  public static func ranges(
    of layer: QuantizedLayer,
    largestInput: Int,
    timesteps: Int
  ) -> LayerRanges {
    let accumulators = accumulatorRanges(of: layer, largestInput: largestInput)
    var result: LayerRanges?
    for neuron in accumulators.indices {
      let one = neuronRanges(
        of: layer,
        neuron: neuron,
        accumulator: accumulators[neuron],
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
    guard let result else { preconditionFailure("layer \(layer.name) has no neurons") }
    return result
  }

  /// The sums of the positive and of the negative weights of each neuron, times the largest input.
  private static func accumulatorRanges(
    of layer: QuantizedLayer,
    largestInput: Int
  ) -> [IntegerRange] {
    var lower = [Int](repeating: 0, count: layer.outputCount)
    var upper = lower
    let values = layer.weights.values
    for row in stride(from: 0, to: values.count, by: layer.outputCount) {
      for neuron in 0..<layer.outputCount {
        let weight = Int(values[row + neuron])
        lower[neuron] += min(weight, 0)
        upper[neuron] += max(weight, 0)
      }
    }
    return (0..<layer.outputCount).map {
      IntegerRange(lower[$0] * largestInput, upper[$0] * largestInput)
    }
  }

  private static func neuronRanges(
    of layer: QuantizedLayer,
    neuron: Int,
    accumulator: IntegerRange,
    timesteps: Int
  ) -> LayerRanges {
    let width = IntegerRange.signed(bits: layer.membraneBits)
    let bias = layer.bias?.value(at: neuron) ?? 0
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
          membrane.lower - layer.decay.leak(membrane.lower),
          membrane.upper - layer.decay.leak(membrane.upper)
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
      let after = layer.firing.map { reset(bounded, $0, neuron: neuron) } ?? bounded
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
    neuron: Int
  ) -> IntegerRange {
    let threshold = firing.threshold.value(at: neuron)
    guard potential.upper >= threshold else { return potential }
    let fired: IntegerRange =
      switch firing.reset {
      case .subtract:
        IntegerRange(
          max(potential.lower, threshold) - threshold,
          potential.upper - threshold
        )
      case .zero: IntegerRange(firing.resetValue, firing.resetValue)
      }
    guard potential.lower < threshold else { return fired }
    return fired.union(IntegerRange(potential.lower, threshold - 1))
  }
}

extension QuantizedLayer {
  /// Returns an accumulator value in membrane units: `value * 2^g`, rounded if g < 0.
  public func scaledToMembrane(_ value: Int) -> Int {
    guardBits >= 0
      ? value * (1 << guardBits) : guardRounding.shifting(value, rightBy: -guardBits)
  }
}
