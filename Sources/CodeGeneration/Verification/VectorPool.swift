import Quantization
import SpikingNetworks

/// The candidates that test vectors are chosen from, a function of the network alone.
struct VectorPool {
  let candidates: [[UInt8]]

  /// The number of random candidates, and the largest number of neurons that get one of their own.
  private static let randomCount = 96
  private static let drivenNeurons = 128

  init(_ network: QuantizedNetwork) {
    let maximum = UInt8(network.input.maximum)
    let count = network.input.shape.count
    var candidates = [[[UInt8](repeating: maximum, count: count)].sample(of: network.input)]
    candidates += VectorPool.random(network, count: VectorPool.randomCount)
    // For each neuron the inputs that drive it, through the layers in between.
    let synapses = network.layers.map { SynapseTable($0.geometry) }
    var driven = 0
    for layer in network.layers.indices {
      let neurons = network.layers[layer].outputCount
      let stride = max(1, neurons * network.layers.count / VectorPool.drivenNeurons)
      for neuron in Swift.stride(from: 0, to: neurons, by: stride)
      where driven < 2 * VectorPool.drivenNeurons {
        candidates.append(VectorPool.drive(neuron, of: layer, in: network, synapses))
        driven += 1
      }
    }
    self.candidates = candidates
  }

  /// Random values of several densities, each value the maximum with probability one quarter.
  ///
  /// Frames of events are drawn one by one.
  static func random(_ network: QuantizedNetwork, count: Int) -> [[UInt8]] {
    let maximum = UInt8(network.input.maximum)
    let generator = Philox(seed: network.encodingSeed, stream: .testVectors)
    let densities = [0.5, 0.2, 0.05, 0.8]
    return (0..<count).map { index in
      let density = densities[index % densities.count]
      return (0..<(network.input.frames?.count ?? 1)).map { step in
        (0..<network.input.shape.count).map { input in
          let word = generator.word(input, step: step, sample: index)
          guard Double(word & 0xFFFF) < density * 65_536 else { return 0 }
          let isMaximum = (word >> 16) & 3 == 0
          return isMaximum ? maximum : UInt8(1 + (word >> 18) % UInt32(maximum))
        }
      }.sample(of: network.input)
    }
  }

  /// The maximum where more of the input means more current for `neuron`, else 0.
  private static func drive(
    _ neuron: Int,
    of layer: Int,
    in network: QuantizedNetwork,
    _ synapses: [SynapseTable]
  ) -> [UInt8] {
    var relevance = [Int32](repeating: 0, count: network.layers[layer].outputCount)
    relevance[neuron] = 1
    for index in stride(from: layer, through: 0, by: -1) {
      let current = network.layers[index]
      let table = synapses[index]
      let currents = current.geometry.spread(relevance)
      let weights = current.weights.values
      let length = Int(table.groupOutputs)
      let pooled = (0..<Int32(current.geometry.pooled.count)).map { input -> Int32 in
        var sum = 0
        table.forEachRun(from: input) { current, weight in
          for place in 0..<length {
            sum += Int(weights[weight + place]) * Int(currents[current + place])
          }
        }
        // Only the sign is carried on: products over many layers would leave Int.
        return Int32(sum.signum())
      }
      relevance =
        table.pooledInputs.isEmpty
        ? pooled : table.pooledInputs.map { $0 < 0 ? 0 : pooled[Int($0)] }
    }
    return [relevance.map { $0 > 0 ? UInt8(network.input.maximum) : 0 }].sample(of: network.input)
  }
}

extension [[UInt8]] {
  /// The bytes of the sample with these values: as they are, or as frames of spikes, the last one repeated.
  fileprivate func sample(of input: InputSpec) -> [UInt8] {
    guard let frames = input.frames else { return self[0] }
    return frames.sample { self[Swift.min($0, count - 1)][$1] > 0 }
  }
}

extension LayerGeometry {
  /// Returns the value of each neuron at all currents of its window.
  fileprivate func spread(_ values: [Int32]) -> [Int32] {
    guard currentWindow.area > 1 else { return values }
    return (0..<currents.count).map { index in
      let place = index / currents.channels
      let y = place / currents.width / currentWindow.height
      let x = place % currents.width / currentWindow.width
      guard y < neurons.height, x < neurons.width else { return 0 }
      return values[(y * neurons.width + x) * channels + index % channels]
    }
  }
}
