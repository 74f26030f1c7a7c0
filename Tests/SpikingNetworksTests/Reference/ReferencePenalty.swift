import SpikingNetworks

/// The penalties of one sample or batch in the words of their definitions, synapses counted one by one.
struct ReferencePenalty {
  /// The mean number of synapses that leave a neuron of each layer.
  let fanOuts: [Double]
  /// The synapses that leave each neuron, [layer][neuron].
  let synapses: [[Double]]
  private let regularizers: [RegularizerSpec]
  private let layers: [ReferenceLayer]
  private let steps: Double

  init(_ regularizers: [RegularizerSpec], _ layers: [ReferenceLayer], steps: Int) {
    (self.regularizers, self.layers, self.steps) = (regularizers, layers, Double(steps))
    synapses = layers.indices.map { index in
      let count = layers[index].geometry.neurons.count
      var leaving = Array(
        repeating: layers[index].spec.isRecurrent ? Double(count) : 0,
        count: count
      )
      guard index + 1 < layers.count else { return leaving }
      let next = layers[index + 1]
      for synapse in next.connection.synapses {
        // Each synapse behind a pooling belongs to every neuron of its window.
        let members = next.inputPool?.windows[synapse.input] ?? [synapse.input]
        for neuron in members { leaving[neuron] += 1 }
      }
      return leaving
    }
    fanOuts = synapses.map { $0.reduce(0, +) / Double($0.count) }
  }

  /// The mean spikes per sample of each neuron in the samples of `traces`, [layer][neuron].
  func means(_ traces: [ReferenceNetwork.Trace]) -> [[Double]] {
    layers.indices.map { layer in
      let counts = traces.flatMap { $0.layers[layer].counts }
      return (0..<layers[layer].geometry.neurons.count).map { neuron in
        counts.reduce(0) { $0 + $1[neuron] } / Double(counts.count)
      }
    }
  }

  /// The mean penalty of the samples of `trace`, in a batch of these mean spikes.
  func value(
    _ trace: ReferenceNetwork.Trace,
    means: [[Double]],
    _ parameters: ReferenceParameters
  ) -> Double {
    regularizers.reduce(0) { sum, regularizer in
      let samples = trace.logits.indices
      let values = samples.map { value(regularizer, trace, sample: $0, means, parameters) }
      return sum + regularizer.strength * values.reduce(0, +) / Double(samples.count)
    }
  }

  /// The derivative of the penalty of one sample with respect to its spikes in `layer`, [step][neuron].
  func derivative(layer: Int, spikes: [[Double]], means: [[Double]]) -> [[Double]] {
    let counts = spikes[0].indices.map { neuron in spikes.reduce(0) { $0 + $1[neuron] } }
    var result = spikes.map { $0.map { _ in 0.0 } }
    for regularizer in regularizers where punished(by: regularizer).contains(layer) {
      let ofCounts = derivative(regularizer, layer: layer, counts: counts, means: means)
      for (step, row) in spikes.enumerated() {
        for (neuron, spike) in row.enumerated() {
          // p = 2 of the synaptic penalty sees the spike itself, all others the number of spikes.
          let factor = regularizer.penalty == .synaptic(p: 2) ? spike : 1
          result[step][neuron] += regularizer.strength * ofCounts[neuron] * factor
        }
      }
    }
    return result
  }

  private func derivative(
    _ regularizer: RegularizerSpec,
    layer: Int,
    counts: [Double],
    means: [[Double]]
  ) -> [Double] {
    let neurons = Double(counts.count)
    let number = Double(punished(by: regularizer).count)
    let all = punished(by: regularizer).reduce(0.0) { $0 + Double(synapses[$1].count) }
    let (total, square) = (counts.reduce(0, +), counts.reduce(0) { $0 + $1 * $1 })
    let zeros = counts.map { _ in 0.0 }
    switch regularizer.penalty {
    case .synaptic:
      let possible = possible(regularizer)
      return possible > 0 ? counts.map { _ in fanOuts[layer] / possible } : zeros
    case .spikes(let p, let scope):
      let weight = scope == .network ? 1 / all : 1 / (neurons * number)
      return counts.map { weight / steps * (p == 1 ? 1 : 2 * $0 / steps) }
    case .hoyer:
      guard square > 0 else { return zeros }
      let factor = 1 / (neurons.squareRoot() * number)
      return counts.map {
        factor * (1 / square.squareRoot() - total * $0 / (square * square.squareRoot()))
      }
    case .hoyerSquare:
      guard square > 0 else { return zeros }
      return counts.map { 2 * total / square * (1 - $0 * total / square) / neurons / number }
    case .operations(_, let scope, let sides):
      let group = scope == .network ? punished(by: regularizer) : [layer]
      let target = target(regularizer, group)
      guard target > 0 else { return zeros }
      let deviation = kept(operations(group, means) / target - 1, sides)
      let factor = scope == .network ? 1 : 1 / Double(fedLayers(regularizer))
      return synapses[layer].map { factor * 2 * deviation / target * $0 }
    case .firingRate(let target, let sides):
      return means[layer].map { 2 * kept($0 / steps - target, sides) / all / steps }
    case .logits, .weightDecay, .membrane: return zeros
    }
  }

  /// The derivative of the mean over `samples` samples with respect to a membrane `u` of a neuron with this
  /// threshold, and to the threshold.
  func membraneDerivative(
    layer: Int,
    u: Double,
    threshold: Double,
    samples: Int
  ) -> (u: Double, threshold: Double) {
    var result = (u: 0.0, threshold: 0.0)
    for regularizer in regularizers where punished(by: regularizer).contains(layer) {
      guard case .membrane(let lower, let upper) = regularizer.penalty else { continue }
      let all = punished(by: regularizer).reduce(0.0) { $0 + Double(synapses[$1].count) }
      let m = u / threshold
      let factor = regularizer.strength / (all * steps * Double(samples))
      let slope = 2 * factor * (max(0, m - upper) - max(0, lower - m))
      result.u += slope / threshold
      result.threshold -= slope * u / (threshold * threshold)
    }
    return result
  }

  /// The derivative with respect to the logits of a sample.
  func derivative(logits: [Double]) -> [Double] {
    let strength = regularizers.reduce(0) { $0 + ($1.penalty == .logits ? $1.strength : 0) }
    return logits.map { strength * 2 * $0 / Double(logits.count) }
  }

  /// What the gradient of a weight of `layer` has for each unit of the weight.
  func decay(layer: Int) -> Double {
    regularizers.reduce(0) { sum, regularizer in
      let isPunished = punished(by: regularizer).contains(layer)
      return sum + (regularizer.penalty == .weightDecay && isPunished ? regularizer.strength : 0)
    }
  }
}

extension ReferencePenalty {
  private func value(
    _ regularizer: RegularizerSpec,
    _ trace: ReferenceNetwork.Trace,
    sample: Int,
    _ means: [[Double]],
    _ parameters: ReferenceParameters
  ) -> Double {
    let punished = punished(by: regularizer)
    let counts = punished.map { trace.layers[$0].counts[sample] }
    func mean(_ values: [Double]) -> Double {
      values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
    switch regularizer.penalty {
    case .synaptic(let p):
      let sums = punished.map { layer in
        trace.layers[layer].spikes[sample].joined().reduce(0) { sum, spike in
          sum + fanOuts[layer] * (p == 1 ? spike : spike * spike / 2)
        }
      }
      return possible(regularizer) > 0 ? sums.reduce(0, +) / possible(regularizer) : 0
    case .spikes(let p, let scope):
      let rates = counts.map { $0.map { p == 1 ? $0 / steps : $0 / steps * $0 / steps } }
      return scope == .network ? mean(Array(rates.joined())) : mean(rates.map(mean))
    case .hoyer, .hoyerSquare:
      return mean(
        counts.map { counts in
          let (total, square) = (counts.reduce(0, +), counts.reduce(0) { $0 + $1 * $1 })
          guard square > 0 else { return 0 }
          let ratio = total * total / square / Double(counts.count)
          return regularizer.penalty == .hoyer ? ratio.squareRoot() : ratio
        }
      )
    case .operations(_, let scope, let sides):
      let groups = scope == .network ? [punished] : punished.map { [$0] }
      return mean(
        groups.filter { target(regularizer, $0) > 0 }.map { group in
          let deviation = kept(operations(group, means) / target(regularizer, group) - 1, sides)
          return deviation * deviation
        }
      )
    case .firingRate(let target, let sides):
      return mean(
        punished.flatMap { means[$0] }.map {
          let deviation = kept($0 / steps - target, sides)
          return deviation * deviation
        }
      )
    case .logits: return mean(trace.logits[sample].map { $0 * $0 })
    case .weightDecay:
      return punished.reduce(0) { sum, layer in
        let weights = parameters[layer, .weights] + parameters[layer, .recurrentWeights]
        return sum + weights.reduce(0) { $0 + $1 * $1 } / 2
      }
    case .membrane(let lower, let upper):
      let squares = punished.flatMap { layer in
        trace.layers[layer].neurons[sample].flatMap { step in
          step.u.indices.map { neuron in
            let m = step.u[neuron] / threshold(layer, neuron, parameters)
            return max(0, m - upper) * max(0, m - upper) + max(0, lower - m) * max(0, lower - m)
          }
        }
      }
      return mean(squares)
    }
  }

  /// The threshold of a neuron, rises apart.
  func threshold(_ layer: Int, _ neuron: Int, _ parameters: ReferenceParameters) -> Double {
    let values = parameters[layer, .threshold]
    return values.isEmpty
      ? layers[layer].spec.neuron.firing?.threshold ?? .infinity : values[neuron % values.count]
  }

  /// The layers that a regularizer is about.
  private func punished(by regularizer: RegularizerSpec) -> [Int] {
    layers.indices.filter { index in
      if let names = regularizer.layers, !names.contains(layers[index].spec.name) { return false }
      let (isLast, spec) = (index == layers.count - 1, layers[index].spec)
      switch regularizer.penalty {
      case .synaptic, .operations:
        let emits = spec.neuron.firing != nil || spec.neuron.rectifier != nil
        return emits && (!isLast || spec.isRecurrent)
      case .spikes, .hoyer, .hoyerSquare, .firingRate, .membrane: return !isLast
      case .weightDecay: return true
      case .logits: return false
      }
    }
  }

  /// The operations if every neuron fires in every step.
  private func possible(_ regularizer: RegularizerSpec) -> Double {
    punished(by: regularizer).reduce(0) { $0 + synapses[$1].reduce(0, +) * steps }
  }

  /// The part of the target that belongs to the layers of `group`.
  private func target(_ regularizer: RegularizerSpec, _ group: [Int]) -> Double {
    guard case .operations(let target, _, _) = regularizer.penalty else { return 0 }
    let possible = possible(regularizer)
    let part = group.reduce(0) { $0 + synapses[$1].reduce(0, +) * steps } / possible
    switch target {
    case .fraction(let fraction): return fraction * possible * part
    case .operations(let operations): return operations * part
    }
  }

  private func fedLayers(_ regularizer: RegularizerSpec) -> Int {
    punished(by: regularizer).count { fanOuts[$0] > 0 }
  }

  private func operations(_ group: [Int], _ means: [[Double]]) -> Double {
    group.reduce(0) { sum, layer in
      sum + zip(means[layer], synapses[layer]).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  private func kept(_ deviation: Double, _ sides: PenaltySides) -> Double {
    switch sides {
    case .both: deviation
    case .above: deviation > 0 ? deviation : 0
    case .below: deviation < 0 ? deviation : 0
    }
  }
}
