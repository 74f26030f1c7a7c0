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
    var candidates = [[UInt8](repeating: maximum, count: count)]
    candidates += VectorPool.random(network, count: VectorPool.randomCount)
    // For each neuron the inputs that drive it, through the layers in between.
    var driven = 0
    for layer in network.layers.indices {
      let neurons = network.layers[layer].outputCount
      let stride = max(1, neurons * network.layers.count / VectorPool.drivenNeurons)
      for neuron in Swift.stride(from: 0, to: neurons, by: stride)
      where driven < 2 * VectorPool.drivenNeurons {
        candidates.append(VectorPool.drive(neuron, of: layer, in: network))
        driven += 1
      }
    }
    self.candidates = candidates
  }

  /// Random values of several densities, each value the maximum with probability one quarter.
  static func random(_ network: QuantizedNetwork, count: Int) -> [[UInt8]] {
    let maximum = UInt8(network.input.maximum)
    let generator = Philox(seed: network.encodingSeed, stream: .testVectors)
    let densities = [0.5, 0.2, 0.05, 0.8]
    return (0..<count).map { index in
      let density = densities[index % densities.count]
      return (0..<network.input.shape.count).map { input in
        let word = generator.word(input, sample: index)
        guard Double(word & 0xFFFF) < density * 65_536 else { return 0 }
        let isMaximum = (word >> 16) & 3 == 0
        return isMaximum ? maximum : UInt8(1 + (word >> 18) % UInt32(maximum))
      }
    }
  }

  /// The maximum where more of the input means more current for `neuron`, else 0.
  private static func drive(
    _ neuron: Int,
    of layer: Int,
    in network: QuantizedNetwork
  ) -> [UInt8] {
    var relevance = [Int](repeating: 0, count: network.layers[layer].outputCount)
    relevance[neuron] = 1
    for index in stride(from: layer, through: 0, by: -1) {
      let current = network.layers[index]
      relevance = (0..<current.inputCount).map { input in
        let row = input * current.outputCount
        let sum = (0..<current.outputCount).reduce(0) {
          $0 + Int(current.weights.values[row + $1]) * relevance[$1]
        }
        // Only the sign is carried on: products over many layers would leave Int.
        return sum.signum()
      }
    }
    return relevance.map { $0 > 0 ? UInt8(network.input.maximum) : 0 }
  }
}
