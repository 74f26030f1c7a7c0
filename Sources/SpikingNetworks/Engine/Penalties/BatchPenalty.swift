/// A penalty of one epoch on the mean activity of a batch.
struct BatchPenalty: Sendable {
  private enum Form {
    /// Synaptic operations of some layers together, held against a target.
    case operations([Share], PenaltySides)
    /// The rates of the neurons of these layers, each held against a target.
    case rates([Int], target: Double, PenaltySides, factor: Double)
  }

  private struct Share {
    var layers: [Int]
    var target: Double
    /// The factor of the squared relative deviation.
    var factor: Double
  }

  private let form: Form

  /// Creates the penalty that `regularizer` has with `strength`; nil if it is none on batches, or nothing.
  init?(_ regularizer: RegularizerSpec, strength: Double, plan: ExecutionPlan) {
    guard strength > 0 else { return nil }
    let layers = plan.spec.layers(of: regularizer)
    switch regularizer.penalty {
    case .operations(let target, let scope, let sides):
      let possible = layers.map { plan.synapses(leaving: $0) * Double(plan.steps) }
      let all = possible.reduce(0, +)
      let whole = target.operations(of: all)
      let punished = zip(layers, possible).filter { $0.1 > 0 }
      guard !punished.isEmpty else { return nil }
      let shares: [Share] =
        switch scope {
        case .network: [Share(layers: punished.map(\.0), target: whole, factor: strength)]
        case .layer:
          punished.map { layer, possible in
            Share(
              layers: [layer],
              target: whole * possible / all,
              factor: strength / Double(punished.count)
            )
          }
        }
      form = .operations(shares, sides)
    case .firingRate(let target, let sides):
      guard let weight = plan.neuronWeights(layers, .network).first?.weight else { return nil }
      form = .rates(layers, target: target, sides, factor: strength * weight)
    case .synaptic, .spikes, .hoyer, .hoyerSquare, .logits, .weightDecay, .membrane: return nil
    }
  }

  /// Adds what each spike costs, of a loss that has the penalty once for the batch, to `costs`, [neurons] of each
  /// layer, padding included, and returns the penalty.
  func addCosts(of activity: BatchActivity, plan: ExecutionPlan, to costs: inout [[Double]])
    -> Double
  {
    let samples = Double(activity.samples)
    switch form {
    case .operations(let shares, let sides):
      return shares.reduce(0) { sum, share in
        let operations = share.layers.reduce(0.0) { $0 + plan.operations(ofLayer: $1, activity) }
        let deviation = sides.part(of: operations / samples / share.target - 1)
        let slope = 2 * share.factor * deviation / (share.target * samples)
        if slope != 0 {
          for layer in share.layers {
            plan.forEachNeuron(ofLayer: layer) { neuron, place in
              costs[layer][place] += slope * Double(plan.fanOuts[layer][neuron])
            }
          }
        }
        return sum + share.factor * deviation * deviation
      }
    case .rates(let layers, let target, let sides, let factor):
      let windows = samples * Double(plan.steps)
      var sum = 0.0
      for layer in layers {
        plan.forEachNeuron(ofLayer: layer) { _, place in
          let deviation = sides.part(of: activity.spikes[layer][place] / windows - target)
          sum += factor * deviation * deviation
          costs[layer][place] += 2 * factor * deviation / windows
        }
      }
      return sum
    }
  }
}

extension ExecutionPlan {
  /// The synaptic operations that the spikes of `layer` in `activity` caused.
  fileprivate func operations(ofLayer layer: Int, _ activity: BatchActivity) -> Double {
    var sum = 0.0
    forEachNeuron(ofLayer: layer) { neuron, place in
      sum += activity.spikes[layer][place] * Double(fanOuts[layer][neuron])
    }
    return sum
  }

  /// Visits the neurons of `layer` with their index, and their place where channels are padded.
  fileprivate func forEachNeuron(ofLayer layer: Int, _ body: (_ neuron: Int, _ place: Int) -> Void)
  {
    let plan = layers[layer]
    for position in 0..<plan.positions {
      for channel in 0..<plan.channels {
        body(position * plan.channels + channel, position * plan.width + channel)
      }
    }
  }
}
