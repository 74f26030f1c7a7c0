/// All penalties of one epoch, ready to apply.
struct EpochPenalties: Sendable {
  /// Those that cost every spike of a layer the same.
  let spikes: SpikePenalty
  /// Those on the spike counts of single samples.
  let counts: [CountPenalty]
  /// Those on the mean activity of a batch, which need all of its samples before any goes backward.
  let batch: [BatchPenalty]
  /// What the membranes of each layer cost in one sample; nil for nothing.
  let membranes: [MembraneCost?]
  /// That on the logits of single samples.
  let logits: LogitPenalty
  /// The factor of half the sum of the squared weights of each layer.
  let decays: [Double]

  /// Creates the penalties of `epoch` (from 0) of `epochs`.
  init(_ regularizers: [RegularizerSpec], plan: ExecutionPlan, epoch: Int, epochs: Int) {
    spikes = SpikePenalty(regularizers, plan: plan, epoch: epoch, epochs: epochs)
    var counts: [CountPenalty] = []
    var batch: [BatchPenalty] = []
    var membranes: [MembraneCost?] = plan.layers.map { _ in nil }
    var decays = plan.layers.map { _ in 0.0 }
    var logits = LogitPenalty()
    for regularizer in regularizers {
      let strength = regularizer.strength(inEpoch: epoch, of: epochs)
      let layers = plan.spec.layers(of: regularizer)
      switch regularizer.penalty {
      case .synaptic: break
      case .spikes, .hoyer, .hoyerSquare:
        CountPenalty(regularizer, strength: strength, plan: plan).map { counts.append($0) }
      case .operations, .firingRate:
        BatchPenalty(regularizer, strength: strength, plan: plan).map { batch.append($0) }
      case .logits: logits.strength += strength
      case .weightDecay: for layer in layers { decays[layer] += strength }
      case .membrane(let lower, let upper):
        guard strength > 0 else { break }
        for (layer, weight) in plan.neuronWeights(layers, .network) {
          membranes[layer] = MembraneCost(
            factor: strength * weight / Double(plan.steps),
            lower: Float(lower),
            upper: Float(upper)
          )
        }
      }
    }
    (self.counts, self.batch, self.membranes) = (counts, batch, membranes)
    (self.logits, self.decays) = (logits, decays)
  }

  /// Whether a gradient of weights has more than what the samples say.
  var hasDecay: Bool { decays.contains { $0 > 0 } }
}

extension RegularizerSpec {
  /// The strength in `epoch`, which counts from 0, of `epochs`.
  func strength(inEpoch epoch: Int, of epochs: Int) -> Double {
    ramp.strength(strength, inEpoch: epoch, of: epochs)
  }

  /// Whether the penalty depends on the spikes of each neuron in each sample.
  var countsSpikes: Bool {
    switch penalty {
    case .spikes(let p, _): p == 2
    case .hoyer, .hoyerSquare, .operations, .firingRate: true
    case .synaptic, .logits, .weightDecay, .membrane: false
    }
  }
}
