import Quantization
import SpikingNetworks

/// What a set of test vectors has shown so far.
///
/// An item is a fact that one vector shows: an input at its maximum, a neuron that fires, a weight
/// whose change by one in one direction would change a membrane.
struct VectorCoverage {
  private let network: QuantizedNetwork
  private let offsets: [Int]
  private var seen: [Bool]

  init(_ network: QuantizedNetwork) {
    self.network = network
    // Inputs, then per layer: neurons, weights up, weights down.
    var offsets: [Int] = []
    var next = network.input.shape.count
    for layer in network.layers {
      offsets.append(next)
      next += layer.outputCount + 2 * layer.inputCount * layer.outputCount
    }
    self.offsets = offsets
    seen = [Bool](repeating: false, count: next)
  }

  /// The number of items that are new.
  func gain(of items: [Int32]) -> Int {
    items.reduce(0) { $0 + (seen[Int($1)] ? 0 : weight(of: Int($1))) }
  }

  /// Inputs and neurons come before any number of weights.
  private func weight(of item: Int) -> Int {
    guard let layer = offsets.lastIndex(where: { $0 <= item }) else { return 1_000_000 }
    return item - offsets[layer] < network.layers[layer].outputCount ? 1_000_000 : 1
  }

  /// Marks items as shown.
  mutating func add(_ items: [Int32]) {
    for item in items { seen[Int(item)] = true }
  }

  /// What `vector` shows.
  func items(of vector: TestVectors.Vector) -> [Int32] {
    var items = Set<Int32>()
    for (index, value) in vector.input.enumerated() where Int(value) == network.input.maximum {
      items.insert(Int32(index))
    }
    for step in vector.trace.steps {
      for (layer, state) in step.enumerated() {
        for (neuron, fired) in state.spikes.enumerated() where fired {
          items.insert(Int32(offsets[layer] + neuron))
        }
      }
    }
    for layer in network.layers.indices { addWeights(of: layer, vector, to: &items) }
    return items.sorted()
  }

  /// The weights of `layer` whose change by one the membranes after the first active step would show.
  private func addWeights(
    of layer: Int, _ vector: TestVectors.Vector, to items: inout Set<Int32>
  ) {
    // Rate-coded input spikes are not part of a trace; each input that is not silent stands for them.
    let quantized = network.layers[layer]
    let steps: [[(input: Int, value: Int)]] =
      layer == 0
      ? [vector.input.indices.filter { vector.input[$0] > 0 }.map { ($0, firstValue(vector, $0)) }]
      : vector.trace.steps.map { step in
        step[layer - 1].spikes.indices.filter { step[layer - 1].spikes[$0] }.map { ($0, 1) }
      }
    let outputs = quantized.outputCount
    let base = offsets[layer] + outputs
    for (index, active) in steps.enumerated() where !active.isEmpty {
      var sums = [Int](repeating: 0, count: outputs)
      for (input, value) in active {
        for output in 0..<outputs {
          sums[output] += Int(quantized.weights.values[input * outputs + output]) * value
        }
      }
      let limits = (1 << (quantized.membraneBits - 1)) - 1
      let state = vector.trace.steps[index][layer].membranes
      for output in 0..<outputs where abs(Int(state[output])) < limits {
        let current = quantized.scaledToMembrane(sums[output])
        for (input, value) in active {
          let weight = base + 2 * (input * outputs + output)
          if quantized.scaledToMembrane(sums[output] + value) != current {
            items.insert(Int32(weight))
          }
          if quantized.scaledToMembrane(sums[output] - value) != current {
            items.insert(Int32(weight + 1))
          }
        }
      }
    }
  }

  private func firstValue(_ vector: TestVectors.Vector, _ input: Int) -> Int {
    network.input.coding == .direct ? Int(vector.input[input]) : 1
  }
}
