import SpikingNetworks

/// The weights of a layer, divided into those that share a scale.
struct WeightGroups {
  /// The lowest and the highest weight of each group, 0 among them.
  let ends: [WeightEnds]
  /// The weights of each group in the order of storage, recurrent ones last; empty if nobody asked.
  let values: [[Float]]

  /// Divides `weights`, and the `recurrent` ones by the channel that they reach.
  ///
  /// - Parameters:
  ///   - weights: In the order of `geometry`.
  ///   - recurrent: In the order [from][to], or empty.
  ///   - withValues: Whether the weights themselves are needed.
  init(
    _ weights: [Float],
    recurrent: [Float],
    _ geometry: LayerGeometry,
    sharing granularity: ScaleGranularity,
    withValues: Bool
  ) {
    let parts = [(weights, geometry), (recurrent, geometry.recurrent)].filter { !$0.0.isEmpty }
    switch granularity {
    case .tensor:
      ends = [
        parts.reduce(WeightEnds()) { $0.union(WeightEnds($1.0)) }
      ]
      values = withValues ? [recurrent.isEmpty ? weights : weights + recurrent] : []
    case .channel:
      var ends = [WeightEnds](repeating: WeightEnds(), count: geometry.channels)
      var values = [[Float]](repeating: [], count: withValues ? geometry.channels : 0)
      for (weights, geometry) in parts {
        geometry.forEachWeightRow { row, firstChannel in
          for (channel, index) in zip(firstChannel..., row) {
            ends[channel].insert(weights[index])
            if withValues { values[channel].append(weights[index]) }
          }
        }
      }
      self.ends = ends
      self.values = values
    }
  }
}

/// The ends of a set of weights, 0 among them.
struct WeightEnds {
  private(set) var lowest: Float = 0
  private(set) var highest: Float = 0

  /// The ends of no weights.
  init() {}

  /// The ends of `weights`.
  init(_ weights: [Float]) {
    // As integers, the bits of floats of one sign are ordered like their magnitudes, and integer
    // maxima vectorise.
    var (negative, positive) = (Int32(0), Int32(0))
    weights.withUnsafeBufferPointer { weights in
      for weight in weights {
        positive = max(positive, Int32(bitPattern: weight.bitPattern))
        negative = max(negative, Int32(bitPattern: weight.bitPattern ^ 0x8000_0000))
      }
    }
    lowest = -Float(bitPattern: UInt32(bitPattern: negative))
    highest = Float(bitPattern: UInt32(bitPattern: positive))
  }

  /// The largest magnitude.
  var peak: Float { max(highest, -lowest) }

  /// Adds one weight.
  mutating func insert(_ weight: Float) {
    lowest = min(lowest, weight)
    highest = max(highest, weight)
  }

  /// Returns the ends of both sets.
  func union(_ other: WeightEnds) -> WeightEnds {
    var result = self
    result.insert(other.lowest)
    result.insert(other.highest)
    return result
  }
}

extension LayerGeometry {
  /// The sizes of the synapses from the neurons of a dense layer to each other.
  var recurrent: LayerGeometry { .dense(inputs: channels, units: channels) }

  /// Calls `body` with the places of each row of weights and the channel of the first one.
  func forEachWeightRow(_ body: (Range<Int>, Int) -> Void) {
    let length = groupOutputs
    for row in 0..<weightRows {
      body(row * length..<(row + 1) * length, row % pooled.channels / groupInputs * length)
    }
  }
}
