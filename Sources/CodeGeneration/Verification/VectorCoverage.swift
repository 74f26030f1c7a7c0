import Quantization
import SpikingNetworks

/// What one test vector shows, or what a set of them has shown.
///
/// A fact is an input at its maximum, a neuron that fires, a situation in which a leak or a current
/// is rounded, or a weight whose change by one, up or down, changes a membrane. All others come
/// before any number of weights.
struct VectorCoverage {
  /// Inputs at their maximum, neurons that fire, and roundings.
  private var activity: BitSet
  /// Weights that can be seen: two bits each, up and down.
  private var weights: BitSet

  /// Creates the coverage of no vector.
  init(of network: QuantizedNetwork) {
    activity = BitSet(
      capacity: network.layers.reduce(network.input.shape.count) {
        $0 + $1.outputCount + 2 * RoundingSituation.count
      }
    )
    weights = BitSet(
      capacity: network.layers.reduce(0) { $0 + 2 * $1.inputCount * $1.outputCount }
    )
  }

  /// Creates what `vector` shows.
  init(of network: QuantizedNetwork, showing vector: TestVectors.Vector) {
    self.init(of: network)
    for (index, value) in vector.input.enumerated() where Int(value) == network.input.maximum {
      activity.insert(index)
    }
    var firstNeuron = network.input.shape.count
    var firstWeight = 0
    for (index, layer) in network.layers.enumerated() {
      for step in vector.trace.steps {
        for (neuron, fired) in step[index].spikes.enumerated() where fired {
          activity.insert(firstNeuron + neuron)
        }
      }
      let firstRounding = firstNeuron + layer.outputCount
      for step in vector.trace.steps.dropLast() {
        for v in step[index].membranes {
          guard let situation = layer.decay.roundingSituation(Int(v)) else { break }
          activity.insert(firstRounding + situation)
        }
      }
      for (step, active) in Self.activeInputs(ofLayer: index, network, vector).enumerated() {
        let after = vector.trace.steps[step][index].membranes
        addWeights(
          layer,
          active,
          after: after,
          firstWeight: firstWeight,
          firstRounding: firstRounding + RoundingSituation.count
        )
      }
      firstNeuron = firstRounding + 2 * RoundingSituation.count
      firstWeight += 2 * layer.inputCount * layer.outputCount
    }
  }

  /// How much `other` would add: activity, and then weights.
  func gain(of other: VectorCoverage) -> (activity: Int, weights: Int) {
    (other.activity.countMissing(in: activity), other.weights.countMissing(in: weights))
  }

  /// Adds what `other` shows.
  mutating func formUnion(_ other: VectorCoverage) {
    activity.formUnion(other.activity)
    weights.formUnion(other.weights)
  }

  /// The inputs of a layer that are not silent with their values, step by step.
  private static func activeInputs(
    ofLayer index: Int,
    _ network: QuantizedNetwork,
    _ vector: TestVectors.Vector
  ) -> [[(input: Int, value: Int)]] {
    guard index == 0 else {
      return vector.trace.steps.map { step in
        let spikes = step[index - 1].spikes
        return spikes.indices.filter { spikes[$0] }.map { ($0, 1) }
      }
    }
    switch network.input.coding {
    case .direct:
      // The same current in every step: the first step shows what there is to see.
      return [
        vector.input.indices.filter { vector.input[$0] > 0 }.map { ($0, Int(vector.input[$0])) }
      ]
    case .rate:
      let coding = RateCoding(seed: network.encodingSeed, maximum: network.input.maximum)
      var active: [Int32] = []
      return (0..<network.input.timesteps).map { step in
        coding.activeInputs(vector.input[...], step: step, sample: vector.sample, into: &active)
        return active.map { (Int($0), 1) }
      }
    }
  }

  private mutating func addWeights(
    _ layer: QuantizedLayer,
    _ active: [(input: Int, value: Int)],
    after membranes: [Int32],
    firstWeight: Int,
    firstRounding: Int
  ) {
    guard !active.isEmpty else { return }
    let outputs = layer.outputCount
    var sums = [Int](repeating: 0, count: outputs)
    for (input, value) in active {
      for output in 0..<outputs {
        sums[output] += Int(layer.weights.values[input * outputs + output]) * value
      }
    }
    if layer.guardBits < 0 {
      for sum in sums {
        activity.insert(
          firstRounding + RoundingSituation.index(of: sum, shift: -layer.guardBits)
        )
      }
    }
    // A clamped membrane hides a change of its current.
    let end = (1 << (layer.membraneBits - 1)) - 1
    let hidden = membranes.map { Int($0) >= end || Int($0) < -end }
    let up = sums.map { layer.distanceToNextCurrent(from: $0, by: 1) }
    let down = sums.map { layer.distanceToNextCurrent(from: $0, by: -1) }
    for (input, value) in active {
      for output in 0..<outputs where !hidden[output] {
        let weight = firstWeight + 2 * (input * outputs + output)
        if value >= up[output] { weights.insert(weight) }
        if value >= down[output] { weights.insert(weight + 1) }
      }
    }
  }
}

extension QuantizedLayer {
  /// The smallest d > 0 such that an accumulator of `sum + sign * d` gives another current.
  fileprivate func distanceToNextCurrent(from sum: Int, by sign: Int) -> Int {
    guard guardBits < 0 else { return 1 }
    let current = scaledToMembrane(sum)
    // The current is monotone in the accumulator and constant over at most 2^-g * 2 values.
    var (low, high) = (0, 2 << -guardBits)
    while high - low > 1 {
      let middle = (low + high) / 2
      if scaledToMembrane(sum + sign * middle) == current { low = middle } else { high = middle }
    }
    return high
  }
}
