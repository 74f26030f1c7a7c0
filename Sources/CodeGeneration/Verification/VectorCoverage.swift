import Quantization
import SpikingNetworks

/// What one test vector shows, or what a set of them has shown.
///
/// A fact is an input at its maximum, a neuron that fires, one that is reset to a value and all but
/// fires (else nothing shows its threshold), a situation in which a leak or a current is rounded, one in which a clamp
/// changes a value or a value takes the highest bit of its width, or a weight whose change by one, up or down, changes
/// a membrane. All others come before any number of weights.
struct VectorCoverage {
  /// Inputs at their maximum, neurons that fire, roundings and widths.
  private var activity: BitSet
  /// Weights that can be seen: two bits each, up and down.
  private var weights: BitSet
  /// What a layer rounds: three leaks and the guard shift.
  private static let roundingsPerLayer = 4

  /// Creates the coverage of no vector.
  init(of network: QuantizedNetwork) {
    activity = BitSet(
      capacity: network.layers.reduce(network.input.shape.count) {
        $0 + 2 * $1.outputCount + Self.roundingsPerLayer * RoundingSituation.count
          + WidthVisibility.count
      }
    )
    weights = BitSet(capacity: network.layers.reduce(0) { $0 + 2 * $1.synapseWeightCount })
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
    if network.input.frames == nil {
      for (index, value) in vector.input.enumerated() where Int(value) == network.input.maximum {
        activity.insert(index)
      }
    } else {
      for (input, _) in Self.activeInputs(ofLayer: 0, network, vector).joined() {
        activity.insert(input)
      }
    }
    var firstNeuron = network.input.shape.count
    var firstWeight = 0
    for (index, layer) in network.layers.enumerated() {
      let steps = vector.trace.steps.map { $0[index] }
      addSpikes(layer, steps, firstNeuron: firstNeuron)
      let firstRounding = firstNeuron + 2 * layer.outputCount
      addLeaks(layer, steps, first: firstRounding)
      var visible = WeightVisibility(layer, synapses[index])
      var widths = WidthVisibility(layer)
      let inputs = Self.activeInputs(ofLayer: index, network, vector)
      for (step, state) in steps.enumerated() {
        // Where the inputs of later steps are left out, their sums are those of the first one.
        if step < inputs.count {
          let before = step > 0 ? steps[step - 1].spikes : []
          visible.add(inputs[step], firedBefore: before.indices.filter { before[$0] }, after: state)
        }
        widths.add(visible.sums, after: state)
      }
      let guardRounding = firstRounding + (Self.roundingsPerLayer - 1) * RoundingSituation.count
      for situation in visible.roundings { activity.insert(guardRounding + situation) }
      let firstWidth = guardRounding + RoundingSituation.count
      for situation in widths.situations { activity.insert(firstWidth + situation) }
      for weight in visible.up.indices {
        if visible.up[weight] { weights.insert(firstWeight + 2 * weight) }
        if visible.down[weight] { weights.insert(firstWeight + 2 * weight + 1) }
      }
      firstNeuron = firstWidth + WidthVisibility.count
      firstWeight += 2 * layer.synapseWeightCount
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

  private mutating func addSpikes(
    _ layer: QuantizedLayer,
    _ steps: [LayerTrace],
    firstNeuron: Int
  ) {
    for step in steps {
      for (neuron, fired) in step.spikes.enumerated() where fired {
        activity.insert(firstNeuron + neuron)
      }
      guard let firing = layer.firing, firing.reset == .zero else { continue }
      for (neuron, fired) in step.spikes.enumerated() where !fired {
        let rise = step.rises.isEmpty ? 0 : Int(step.rises[neuron])
        let threshold = firing.threshold.value(at: neuron % layer.geometry.channels) + rise
        if Int(step.membranes[neuron]) == threshold - 1 {
          activity.insert(firstNeuron + layer.outputCount + neuron)
        }
      }
    }
  }

  /// The leaks of membranes, synaptic currents and rises that follow each step but the last.
  private mutating func addLeaks(_ layer: QuantizedLayer, _ steps: [LayerTrace], first: Int) {
    let states: [(decay: IntegerDecay?, numbers: (LayerTrace) -> [Int32])] = [
      (layer.decay, \.membranes), (layer.synapse?.decay, \.currents),
      (layer.firing?.adaptation?.decay, \.rises),
    ]
    for (index, state) in states.enumerated() {
      guard let decay = state.decay, !decay.numbers.isEmpty else { continue }
      let firstRounding = first + index * RoundingSituation.count
      for step in steps.dropLast() {
        var channel = 0
        for value in state.numbers(step) {
          if let situation = decay.roundingSituation(Int(value), channel: channel) {
            activity.insert(firstRounding + situation)
          }
          channel = channel + 1 == layer.geometry.channels ? 0 : channel + 1
        }
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
    guard let spikes = InputSpikes(network.input, seed: network.encodingSeed) else {
      // The same sums in every step: without recurrence the first step shows what there is to see.
      let active = vector.input.indices.filter { vector.input[$0] > 0 }
        .map { (input: $0, value: Int(vector.input[$0])) }
      let isConstant = network.layers[0].recurrence == nil
      return Array(repeating: active, count: isConstant ? 1 : network.input.timesteps)
    }
    var active: [Int32] = []
    return (0..<network.input.timesteps).map { step in
      spikes.activeInputs(vector.input[...], step: step, sample: vector.sample, into: &active)
      return active.map { (Int($0), 1) }
    }
  }
}

extension QuantizedLayer {
  /// The number of weights, recurrent ones included.
  fileprivate var synapseWeightCount: Int {
    weights.values.count + (recurrence?.values.count ?? 0)
  }
}
