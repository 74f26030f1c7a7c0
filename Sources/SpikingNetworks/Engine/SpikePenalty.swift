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
    let possible = plan.layers.reduce(0.0) { sum, layer in
      sum + Double(layer.fanOut) * Double(layer.outputs) * Double(plan.steps)
    }
    guard possible > 0 else { return }
    for case .synaptic(let strength, let p, let ramp) in regularizers {
      let ramped = ramp ? strength * Double(epoch + 1) / Double(epochs) : strength
      for (index, layer) in plan.layers.enumerated() {
        let weight = ramped * Double(layer.fanOut) / possible
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
