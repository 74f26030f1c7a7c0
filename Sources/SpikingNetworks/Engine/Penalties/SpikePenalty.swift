/// The penalties of one epoch that cost every spike of a layer the same: those of synaptic operations and of
/// rates.
struct SpikePenalty: Sendable {
  /// The penalty of one spike in each layer.
  private var value: [Double]
  /// The derivative at a spike value s: linear + quadratic * s.
  private var linear: [Double]
  private var quadratic: [Double]

  /// Creates the penalties of `epoch` (from 0) of `epochs`.
  init(_ regularizers: [RegularizerSpec], plan: ExecutionPlan, epoch: Int, epochs: Int) {
    value = plan.layers.map { _ in 0 }
    linear = value
    quadratic = value
    for regularizer in regularizers {
      let strength = regularizer.strength(inEpoch: epoch, of: epochs)
      switch regularizer.penalty {
      case .synaptic(let p):
        addSynaptic(strength, p: p, layers: plan.spec.layers(of: regularizer), plan)
      case .spikes(p: 1, let scope):
        let weights = plan.neuronWeights(plan.spec.layers(of: regularizer), scope)
        for (layer, weight) in weights {
          let cost = strength * weight / Double(plan.steps)
          value[layer] += cost
          linear[layer] += cost
        }
      case .spikes, .hoyer, .hoyerSquare, .operations, .firingRate, .logits, .weightDecay,
        .membrane:
        break
      }
    }
  }

  /// Adds strength * psi_l / (p * sum psi N T) for each spike.
  private mutating func addSynaptic(
    _ strength: Double,
    p: Int,
    layers: [Int],
    _ plan: ExecutionPlan
  ) {
    // The synapses that leave a layer: its neurons times their mean fan-out.
    let synapses = layers.map { plan.synapses(leaving: $0) }
    let possible = synapses.reduce(0, +) * Double(plan.steps)
    guard possible > 0 else { return }
    for (layer, synapses) in zip(layers, synapses) {
      let neurons = Double(plan.fanOuts[layer].count)
      let weight = strength * synapses / neurons / possible
      value[layer] += weight / Double(p)
      if p == 1 { linear[layer] += weight } else { quadratic[layer] += weight }
    }
  }

  /// Returns the penalty for `spikes` spikes of a layer.
  func value(layer: Int, spikes: Double) -> Double { value[layer] * spikes }

  /// Returns the penalty for what `layer` emitted in the current batch of `samples` samples.
  func value(of layer: LayerWorkspace, samples: Int) -> Double {
    let index = layer.plan.index
    guard layer.plan.rectifies else {
      return value(layer: index, spikes: Double(layer.spikeCount))
    }
    // The square of a spike is the spike, that of an activation is not.
    let squares = quadratic[index] > 0 ? layer.squaredActivations(samples: samples) : 0
    return linear[index] * layer.activationSum + quadratic[index] / 2 * squares
  }

  /// Returns the two parts of the gradient for a loss that is a mean over `batch` samples.
  func gradients(layer: Int, batch: Int) -> (linear: Float, quadratic: Float) {
    (Float(linear[layer] / Double(batch)), Float(quadratic[layer] / Double(batch)))
  }
}
