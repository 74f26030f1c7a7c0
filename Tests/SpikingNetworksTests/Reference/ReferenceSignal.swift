import SpikingNetworks

/// Numbers of one place in the network: [sample][step][element].
typealias ReferenceSignal = [[[Double]]]

/// The samples that are handed in together, with everything random about them already drawn.
struct ReferenceBatch {
  /// What enters the first layer in each step.
  var inputs: ReferenceSignal
  /// The class of each sample.
  var labels: [Int]
  /// Per layer, sample and input of its synapses (after the pooling): 0 where dropout silences it, else 1.
  ///
  /// Empty for a layer that drops nothing.
  var masks: [[[Double]]]
  /// What a teacher says of each sample; empty without one.
  var answers: [ReferenceAnswer] = []

  init(inputs: ReferenceSignal, labels: [Int], masks: [[[Double]]] = []) {
    self.inputs = inputs
    self.labels = labels
    self.masks = masks
  }

  /// The batch of the whole set in epoch 0, encoded and with masks drawn as training does.
  init(_ samples: SampleSet, of spec: NetworkSpec, seed: UInt64) {
    let coding = RateCoding(seed: seed, stream: .trainingEncoding, maximum: samples.maximum)
    let inputs: ReferenceSignal = (0..<samples.count).map { sample in
      (0..<spec.input.timesteps).map { step in
        switch spec.input.coding {
        case .direct: return samples.input(sample).map { Double($0) / Double(samples.maximum) }
        case .rate:
          return coding.spikes(of: samples.input(sample), step: step, sample: sample)
            .map { $0 ? 1 : 0 }
        case .events:
          let frame = samples.input(sample).dropFirst(step * ((samples.shape.count + 7) / 8))
          return (0..<samples.shape.count).map { index in
            Double(frame[frame.startIndex + index / 8] >> UInt8(index % 8) & 1)
          }
        }
      }
    }
    let masks = zip(spec.layers, spec.geometries).enumerated().map { index, pair in
      let (layer, geometry) = pair
      guard layer.dropout > 0 else { return [[Double]]() }
      return (0..<samples.count).map { sample in
        ReferenceDropout.mask(
          layer: index,
          inputs: geometry.pooled.count,
          probability: layer.dropout,
          sample: sample,
          epoch: 0,
          seed: seed
        )
      }
    }
    self.init(inputs: inputs, labels: samples.labels.map(Int.init), masks: masks)
  }

  /// The samples at `indices`, in that order.
  func selecting(_ indices: [Int]) -> ReferenceBatch {
    var result = ReferenceBatch(
      inputs: indices.map { inputs[$0] },
      labels: indices.map { labels[$0] },
      masks: masks.map { mask in mask.isEmpty ? [] : indices.map { mask[$0] } }
    )
    result.answers = answers.isEmpty ? [] : indices.map { answers[$0] }
    return result
  }

  /// The shards that a batch is cut into, in the order of the first epoch.
  func shards(seed: UInt64) -> [ReferenceBatch] {
    let order = Philox(seed: seed, stream: .shuffle).permutation(labels.count, sample: 0)
    let size = min(32, max(8, (labels.count + 3) / 4))
    return stride(from: 0, to: order.count, by: size).map { first in
      selecting(Array(order[first..<min(first + size, order.count)]))
    }
  }

  func mask(layer: Int, sample: Int) -> [Double]? {
    masks.isEmpty || masks[layer].isEmpty ? nil : masks[layer][sample]
  }
}
