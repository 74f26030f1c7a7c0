/// A penalty of one epoch on the spike counts of single samples, of rectifiers on their activations.
struct CountPenalty: Sendable {
  /// What the counts n of one layer in one sample cost.
  enum Form: Sendable {
    /// sum n^2.
    case squares
    /// sum n / sqrt(sum n^2), and 0 for a silent layer.
    case hoyer
    /// (sum n)^2 / sum n^2, and 0 for a silent layer.
    case hoyerSquare
  }

  private let form: Form
  /// The factor of each layer; 0 where it is not punished.
  private var factors: [Double]

  /// Creates the penalty that `regularizer` has with `strength`; nil if it is none on counts.
  init?(_ regularizer: RegularizerSpec, strength: Double, plan: ExecutionPlan) {
    let layers = plan.spec.layers(of: regularizer)
    factors = plan.layers.map { _ in 0 }
    switch regularizer.penalty {
    case .spikes(p: 2, let scope):
      form = .squares
      let steps = Double(plan.steps)
      for (layer, weight) in plan.neuronWeights(layers, scope) {
        factors[layer] = strength * weight / (steps * steps)
      }
    case .hoyer:
      form = .hoyer
      for layer in layers {
        factors[layer] =
          strength / (Double(plan.fanOuts[layer].count).squareRoot() * Double(layers.count))
      }
    case .hoyerSquare:
      form = .hoyerSquare
      for (layer, weight) in plan.neuronWeights(layers, .layer) {
        factors[layer] = strength * weight
      }
    case .spikes, .synaptic, .operations, .firingRate, .logits, .weightDecay, .membrane: return nil
    }
  }

  /// Adds the costs of `layer` for a loss that is a mean over `batch` samples, and returns the sum of the penalties
  /// of `samples` samples.
  func addCosts(to layer: LayerWorkspace, samples: Int, batch: Int) -> Double {
    let factor = factors[layer.plan.index]
    guard factor > 0 else { return 0 }
    let (plan, counts) = (layer.plan, layer.spikeCounts)
    var sum = 0.0
    layer.addCosts(samples: samples) { costs in
      for sample in 0..<samples {
        let row = sample * plan.neurons
        let part = evaluate(UnsafeBufferPointer(start: counts + row, count: plan.neurons))
        sum += factor * part.value
        let constant = Float(factor * part.constant / Double(batch))
        let slope = Float(factor * part.slope / Double(batch))
        guard constant != 0 || slope != 0 else { continue }
        for place in 0..<plan.positions {
          let first = row + place * plan.width
          for index in first..<first + plan.channels {
            costs[index] += constant + slope * counts[index]
          }
        }
      }
    }
    return sum
  }

  /// The penalty of `counts`, and its derivative constant + slope * n with respect to a count n.
  private func evaluate(
    _ counts: UnsafeBufferPointer<Float>
  ) -> (value: Double, constant: Double, slope: Double) {
    var (sum, square) = (0.0, 0.0)
    for count in counts {
      let count = Double(count)
      sum += count
      square += count * count
    }
    guard square > 0 else { return (0, 0, 0) }
    switch form {
    case .squares: return (square, 0, 2)
    case .hoyer:
      let norm = square.squareRoot()
      return (sum / norm, 1 / norm, -sum / (square * norm))
    case .hoyerSquare:
      let ratio = sum / square
      return (sum * ratio, 2 * ratio, -2 * ratio * ratio)
    }
  }
}
