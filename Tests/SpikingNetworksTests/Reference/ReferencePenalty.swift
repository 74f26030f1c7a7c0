import SpikingNetworks

/// The synaptic penalty of one sample, synapses counted one by one.
struct ReferencePenalty {
  /// The mean number of synapses that leave a neuron of each layer.
  let fanOuts: [Double]
  /// Per regularizer: the exponent, and per layer strength * psi_l / sum psi N T.
  private let terms: [(p: Int, weights: [Double])]

  init(_ regularizers: [RegularizerSpec], _ layers: [ReferenceLayer], steps: Int) {
    let neurons = layers.map { Double($0.geometry.neurons.count) }
    let fanOuts = layers.indices.map { index in
      var synapses = layers[index].spec.isRecurrent ? neurons[index] * neurons[index] : 0
      if index + 1 < layers.count {
        let next = layers[index + 1]
        // Each synapse behind a pooling belongs to every neuron of its window.
        let members = next.inputPool.map { $0.windows[0].count } ?? 1
        synapses += Double(next.connection.synapses.count * members)
      }
      return synapses / neurons[index]
    }
    let possible = zip(fanOuts, neurons).reduce(0) { $0 + $1.0 * $1.1 } * Double(steps)
    self.fanOuts = fanOuts
    terms = regularizers.map { regularizer in
      // In the first of one epoch a ramp has reached its end.
      switch regularizer {
      case .synaptic(let strength, let p, _):
        (p, fanOuts.map { possible > 0 ? strength * $0 / possible : 0 })
      }
    }
  }

  func value(layer: Int, spike: Double) -> Double {
    terms.reduce(0) { sum, term in
      sum + term.weights[layer] * (term.p == 1 ? spike : spike * spike / 2)
    }
  }

  func derivative(layer: Int, spike: Double) -> Double {
    terms.reduce(0) { sum, term in sum + term.weights[layer] * (term.p == 1 ? 1 : spike) }
  }
}
