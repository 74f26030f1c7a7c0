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
    weights = BitSet(capacity: network.layers.reduce(0) { $0 + 2 * $1.weights.values.count })
  }

  /// Creates what `vector` shows.
  ///
  /// - Parameter synapses: The synapses of each layer.
  init(
    of network: QuantizedNetwork,
    showing vector: TestVectors.Vector,
    _ synapses: [SynapseTable]
  ) {
    self.init(of: network)
    for (index, value) in vector.input.enumerated() where Int(value) == network.input.maximum {
      activity.insert(index)
    }
    var firstNeuron = network.input.shape.count
    var firstWeight = 0
    for (index, layer) in network.layers.enumerated() {
      let steps = vector.trace.steps.map { $0[index] }
      addSpikesAndLeaks(layer, steps, firstNeuron: firstNeuron)
      var visible = WeightVisibility(layer, synapses[index])
      for (step, inputs) in Self.activeInputs(ofLayer: index, network, vector).enumerated() {
        visible.add(inputs, after: steps[step].membranes)
      }
      let firstRounding = firstNeuron + layer.outputCount + RoundingSituation.count
      for situation in visible.roundings { activity.insert(firstRounding + situation) }
      for weight in visible.up.indices {
        if visible.up[weight] { weights.insert(firstWeight + 2 * weight) }
        if visible.down[weight] { weights.insert(firstWeight + 2 * weight + 1) }
      }
      firstNeuron = firstRounding + RoundingSituation.count
      firstWeight += 2 * layer.weights.values.count
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

  private mutating func addSpikesAndLeaks(
    _ layer: QuantizedLayer,
    _ steps: [LayerTrace],
    firstNeuron: Int
  ) {
    let firstRounding = firstNeuron + layer.outputCount
    for step in steps {
      for (neuron, fired) in step.spikes.enumerated() where fired {
        activity.insert(firstNeuron + neuron)
      }
    }
    for step in steps.dropLast() {
      var channel = 0
      for v in step.membranes {
        guard let situation = layer.decay.roundingSituation(Int(v), channel: channel) else { break }
        activity.insert(firstRounding + situation)
        channel = channel + 1 == layer.geometry.channels ? 0 : channel + 1
      }
    }
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
}
