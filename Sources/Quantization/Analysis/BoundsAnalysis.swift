import FixedPoint
import SpikingNetworks

/// Interval analysis over the actual integers of a network.
///
/// The leak of a state is monotone in it and never grows faster than it, so the ends of an interval
/// map to the ends of the next one; the iteration runs channel by channel until nothing grows, or
/// for the network's time steps. `docs/numerics.md`, section 5, is its text.
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

  /// Returns the ranges of one layer over `timesteps` steps.
  ///
  /// - Parameters:
  ///   - layer: A legal layer.
  ///   - largestInput: The largest integer that reaches its synapses; the smallest is 0.
  ///   - timesteps: The number of steps, at least 1.
  public static func ranges(
    of layer: QuantizedLayer,
    largestInput: Int,
    timesteps: Int
  ) -> LayerRanges {
    var result: LayerRanges?
    for (channel, sum) in layer.sumRanges(largestInput: largestInput).enumerated() {
      // The neurons at the borders of a channel reach no further than the others.
      var bounds = ChannelBounds(layer, channel: channel, sum: sum)
      bounds.run(steps: timesteps)
      if result == nil { result = bounds.ranges } else { result?.formUnion(bounds.ranges) }
    }
    guard let result else { preconditionFailure("layer \(layer.name) has no channels") }
    return result
  }
}
