import SpikingNetworks

/// A network in double precision and plain loops, to hold the engine against.
///
/// `docs/numerics.md` has the equations. `smooth` replaces the firing step by the surrogate's
/// antiderivative: then the gradient is the derivative of the loss and finite differences can check it.
/// With the hard step the same backward pass gives the surrogate gradient that the engine must compute.
struct ReferenceNetwork {
  let spec: NetworkSpec
  let options: TrainingOptions
  let layers: [ReferenceLayer]
  let loss: ReferenceLoss
  let penalty: ReferencePenalty
  /// The part of a teacher; without effect in batches that none answers.
  let distillation: ReferenceDistillation

  /// Surrogate, reset gradient, penalties and label smoothing are those of `options`.
  init(_ spec: NetworkSpec, options: TrainingOptions) {
    self.spec = spec
    self.options = options
    layers = zip(spec.layers, spec.geometries).map { ReferenceLayer($0, $1) }
    loss = ReferenceLoss(readout: spec.readout, labelSmoothing: options.labelSmoothing)
    distillation = ReferenceDistillation(
      spec: options.distillation ?? DistillationSpec(alpha: 0),
      neurons: layers.dropLast().map(\.geometry.neurons.count),
      steps: spec.input.timesteps
    )
    penalty = ReferencePenalty(options.regularizers, layers, steps: spec.input.timesteps)
  }

  /// What a shard did.
  struct Trace {
    var layers: [ReferenceLayer.Trace] = []
    /// [sample][class].
    var logits: [[Double]] = []
    /// The mean cross-entropy.
    var loss = 0.0
    /// The mean penalty.
    var penalty = 0.0
    var total: Double { loss + penalty }
  }

  /// Runs a shard; with `frozen` the spikes of that run reset membranes and raise thresholds.
  func run(
    _ parameters: ReferenceParameters,
    _ batch: ReferenceBatch,
    smooth: Bool,
    frozen: Trace? = nil
  ) -> Trace {
    var result = Trace()
    var emitted = batch.inputs
    for (index, layer) in layers.enumerated() {
      let trace = layer.run(
        emitted,
        margins: result.layers.last?.margins,
        masks: { batch.mask(layer: index, sample: $0) },
        parameters.layers[index],
        frozen: frozen?.layers[index].resetting,
        neurons: { neurons(index, parameters, constants: $0, smooth: smooth) }
      )
      emitted = trace.spikes
      result.layers.append(trace)
    }
    for (sample, steps) in result.layers[layers.count - 1].neurons.enumerated() {
      result.logits.append(loss.logits(steps))
      let part = sampleLoss(result.logits[sample], batch, sample)
      result.loss += part.loss / Double(batch.labels.count)
    }
    for (sample, answer) in batch.answers.enumerated() {
      for index in layers.indices {
        let counts = result.layers[index].counts[sample]
        let distance = distillation.distance(layer: index, counts: counts, answer)
        result.loss += distance / Double(batch.labels.count)
      }
    }
    result.penalty = penalty.value(result, means: penalty.means([result]), parameters)
    return result
  }

  /// Returns the gradient of the mean loss, penalty included, by backpropagation through time.
  ///
  /// - Parameter means: The mean spikes of each neuron in the whole batch; nil if `batch` is all of it.
  func gradient(
    _ parameters: ReferenceParameters,
    _ batch: ReferenceBatch,
    smooth: Bool,
    means: [[Double]]? = nil
  ) -> ReferenceParameters {
    let trace = run(parameters, batch, smooth: smooth)
    let means = means ?? penalty.means([trace])
    var result = parameters.zeros
    let samples = batch.labels.indices
    let outer = samples.map { sample in
      let part = sampleLoss(trace.logits[sample], batch, sample)
      let slopes = zip(part.gradient, penalty.derivative(logits: trace.logits[sample])).map {
        $0 + $1
      }
      return loss.backward(
        slopes.map { $0 / Double(samples.count) },
        steps: batch.inputs[sample].count
      )
    }
    var toSpikes = outer.map(\.spikes)
    for index in layers.indices.reversed() {
      for (sample, answer) in batch.answers.enumerated() {
        let counts = trace.layers[index].counts[sample]
        let slopes = distillation.derivative(layer: index, counts: counts, answer)
        for step in toSpikes[sample].indices {
          for (neuron, slope) in slopes.enumerated() {
            toSpikes[sample][step][neuron] += slope / Double(samples.count)
          }
        }
      }
      let layer = layers[index]
      let neurons = neurons(index, parameters, constants: [], smooth: smooth)
      let parts = samples.map { sample in
        let steps = trace.layers[index].neurons[sample]
        let ofPenalty = penalty.derivative(
          layer: index,
          spikes: steps.map(\.spikes),
          means: means
        )
        let spikes = steps.indices.map { step in
          zip(toSpikes[sample][step], ofPenalty[step]).map { $0 + $1 / Double(samples.count) }
        }
        let ofMembranes = steps.map { step in
          step.u.indices.map { neuron in
            penalty.membraneDerivative(
              layer: index,
              u: step.u[neuron],
              threshold: neurons.threshold[neuron],
              samples: samples.count
            )
          }
        }
        let membranes =
          index == layers.count - 1 ? outer[sample].membranes : ofMembranes.map { $0.map(\.u) }
        var part = neurons.backward(steps, spikes: spikes, membranes: membranes)
        for step in ofMembranes {
          for (neuron, slope) in step.enumerated() { part.threshold[neuron] += slope.threshold }
        }
        return part
      }
      collect(parts, layer: index, to: &result)
      var values = result.layers[index]
      toSpikes = layer.backward(
        trace.layers[index],
        parts.map(\.currents),
        constants: perChannel(parts.map(\.constant), layer: index),
        masks: { batch.mask(layer: index, sample: $0) },
        parameters.layers[index],
        gradient: &values
      )
      for (kind, array) in values { result[index, kind] = array }
      for kind in [ReferenceParameters.Kind.weights, .recurrentWeights] {
        result[index, kind] = zip(result[index, kind], parameters[index, kind]).map {
          $0 + penalty.decay(layer: index) * $1
        }
      }
    }
    return result
  }
}

extension ReferenceNetwork {
  /// The loss of one sample by its logits, and its gradient.
  private func sampleLoss(
    _ logits: [Double],
    _ batch: ReferenceBatch,
    _ sample: Int
  ) -> (loss: Double, gradient: [Double]) {
    let hard = loss.crossEntropy(logits, batch.labels[sample])
    guard !batch.answers.isEmpty else { return hard }
    return distillation.join(hard, logits, batch.answers[sample])
  }

  /// Adds the gradients that the samples have for the numbers of the neurons.
  private func collect(
    _ parts: [ReferenceNeurons.Gradient],
    layer: Int,
    to result: inout ReferenceParameters
  ) {
    func add(_ kind: ReferenceParameters.Kind, _ values: [Double]) {
      switch result[layer, kind].count {
      case 0: break
      case 1: result[layer, kind] = [values.reduce(0, +)]
      default: result[layer, kind] = values
      }
    }
    add(.beta, perChannel(parts.map(\.beta), layer: layer))
    add(.threshold, perChannel(parts.map(\.threshold), layer: layer))
    for part in parts {
      for (index, value) in part.recurrentWeights.enumerated() {
        result[layer, .recurrentWeights][index] += value
      }
    }
  }

  /// Sums [sample][neuron] to [channel].
  private func perChannel(_ values: [[Double]], layer: Int) -> [Double] {
    let channels = layers[layer].geometry.channels
    var result = [Double](repeating: 0, count: channels)
    for sample in values {
      for (neuron, value) in sample.enumerated() { result[neuron % channels] += value }
    }
    return result
  }

  private func neurons(
    _ index: Int,
    _ parameters: ReferenceParameters,
    constants: [Double],
    smooth: Bool
  ) -> ReferenceNeurons {
    let (layer, neuron) = (layers[index], layers[index].spec.neuron)
    let count = layer.geometry.neurons.count
    // One value for all, one per channel, or what there is without any.
    func spread(_ values: [Double], otherwise: Double) -> [Double] {
      (0..<count).map { values.isEmpty ? otherwise : values[$0 % values.count] }
    }
    return ReferenceNeurons(
      spec: neuron,
      surrogate: options.surrogate,
      detachReset: options.detachReset,
      smooth: smooth,
      beta: spread(parameters[index, .beta], otherwise: neuron.beta),
      threshold: spread(
        parameters[index, .threshold],
        otherwise: neuron.firing?.threshold ?? .infinity
      ),
      constant: spread(constants, otherwise: 0),
      recurrentWeights: parameters[index, .recurrentWeights]
    )
  }
}
