/// The synaptic-operation penalties of one epoch, ready to apply.
struct SpikePenalty: Sendable {
  /// strength * ramp * psi_l / (p * sum psi N T), summed over the regularizers of each p, per layer.
  private var value: [Double]
  /// The derivative at a spike value s: linear + quadratic * s.
  private var linear: [Double]
  private var quadratic: [Double]

  /// Creates the penalties of `epoch` (from 0) of `epochs`.
  init(_ regularizers: [RegularizerSpec], plan: ExecutionPlan, epoch: Int, epochs: Int) {
    value = plan.layers.map { _ in 0 }
    linear = value
    quadratic = value
    // The synapses that leave a layer: its neurons times their mean fan-out.
    let synapses = plan.layers.map { layer in
      layer.fires ? plan.fanOuts[layer.index].reduce(0.0) { $0 + Double($1) } : 0
    }
    let possible = synapses.reduce(0, +) * Double(plan.steps)
    guard possible > 0 else { return }
    for case .synaptic(let strength, let p, let ramp) in regularizers {
      let ramped = ramp ? strength * Double(epoch + 1) / Double(epochs) : strength
      for layer in plan.layers {
        let index = layer.index
        let neurons = Double(plan.fanOuts[layer.index].count)
        let weight = ramped * synapses[layer.index] / neurons / possible
        value[index] += weight / Double(p)
        if p == 1 { linear[index] += weight } else { quadratic[index] += weight }
      }
    }
  }

  /// Returns the penalty for `spikes` spikes of a layer.
  func value(layer: Int, spikes: Double) -> Double { value[layer] * spikes }

  /// Returns the two parts of the gradient for a loss that is a mean over `batch` samples.
  func gradients(layer: Int, batch: Int) -> (linear: Float, quadratic: Float) {
    (Float(linear[layer] / Double(batch)), Float(quadratic[layer] / Double(batch)))
  }
}
