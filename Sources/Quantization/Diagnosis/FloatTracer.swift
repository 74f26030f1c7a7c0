import SpikingNetworks

/// One layer of a float network after one step.
struct FloatLayerTrace {
  /// What reached the synapses, pooled, in real numbers.
  var inputs: [Double]
  /// The membranes after reset.
  var membranes: [Double]
  /// Which neurons fired.
  var spikes: [Bool]
}

/// Runs a float network in double precision and plain loops, and keeps every state.
///
/// The step is that of `docs/numerics.md`, section 1. It is slow, and meant for some samples: the engine
/// keeps no states, and rounds to 32 bits.
struct FloatTracer {
  private let input: InputSpec
  private let encoder: SampleEncoder
  private let layers: [FloatTracerLayer]

  /// Prepares `model`; `seed` is the key of the rate coding.
  ///
  /// - Precondition: Normalisations are folded, as training leaves a model.
  init(_ model: TrainedModel, seed: UInt64) {
    input = model.spec.input
    encoder = SampleEncoder(input, seed: seed)
    let geometries = model.spec.geometries
    layers = model.spec.layers.indices.map { index in
      FloatTracerLayer(
        model.spec.layers[index],
        geometries[index],
        model.parameters.layers[index]
      )
    }
  }

  /// Returns the states of one sample, [step][layer].
  ///
  /// - Parameters:
  ///   - values: The integers 0...2^bits - 1, one per input; of events the frames of spikes.
  ///   - sample: The sample's number in the rate coding.
  func trace(_ values: ArraySlice<UInt8>, sample: Int) -> [[FloatLayerTrace]] {
    var states = layers.map { FloatTracerLayer.State(neurons: $0.synapses.geometry.neurons.count) }
    var constant: [Double]?
    return (0..<input.timesteps).map { step in
      var signal = encoder.integers(values, step: step, sample: sample)
        .map { Double($0) * input.scale }
      return layers.indices.map { index in
        let layer = layers[index]
        let inputs = layer.pooled(signal)
        let isConstant = index == 0 && input.coding == .direct
        let sums =
          isConstant ? constant ?? layer.synapses.sums(inputs) : layer.synapses.sums(inputs)
        if isConstant { constant = sums }
        layer.step(sums, &states[index])
        signal = states[index].spikes.map { $0 ? 1 : 0 }
        return FloatLayerTrace(
          inputs: inputs,
          membranes: states[index].membranes,
          spikes: states[index].spikes
        )
      }
    }
  }
}

/// The numbers of one float layer, those of a channel repeated for its neurons.
private struct FloatTracerLayer {
  let synapses: PlainSynapses<Double>
  private let inputScale: Double
  private let bias: [Double]
  private let betas: [Double]
  private let thresholds: [Double]
  private let neuron: NeuronSpec

  /// What is left of a step for the next one.
  struct State {
    var membranes: [Double]
    var currents: [Double]
    var rises: [Double]
    var spikes: [Bool]

    init(neurons: Int) {
      membranes = Array(repeating: 0, count: neurons)
      (currents, rises) = (membranes, membranes)
      spikes = Array(repeating: false, count: neurons)
    }
  }

  init(_ spec: LayerSpec, _ geometry: LayerGeometry, _ parameters: LayerParameters) {
    precondition(spec.norm == nil, "the normalisation of \(spec.name) is not folded")
    let pool = geometry.inputWindow.area > 1 ? spec.inputPool?.kind : nil
    synapses = PlainSynapses(
      geometry,
      pool,
      weights: parameters.weights.map(Double.init),
      recurrentWeights: parameters.recurrentWeights.map(Double.init)
    )
    inputScale = 1 / Double(geometry.inverseScale(ofSpikesPooledBy: pool))
    neuron = spec.neuron
    func perNeuron(_ values: [Double]) -> [Double] {
      (0..<geometry.neurons.count).map { index in
        values.isEmpty ? 0 : values[values.count == 1 ? 0 : index % geometry.channels]
      }
    }
    bias = perNeuron(parameters.bias.map(Double.init))
    betas = perNeuron(parameters.betas(of: spec.neuron))
    thresholds = perNeuron(parameters.thresholds(of: spec.neuron))
  }

  /// Returns the spikes of windows as the real numbers that reach the synapses.
  func pooled(_ values: [Double]) -> [Double] {
    let pooled = synapses.pooled(values)
    return inputScale == 1 ? pooled : pooled.map { $0 * inputScale }
  }

  /// Runs one step of the neurons on the weighted `sums` of their inputs.
  func step(_ sums: [Double], _ state: inout State) {
    var sums = sums
    synapses.addRecurrence(of: state.spikes, times: 1, to: &sums)
    let currents = synapses.largest(sums)
    for index in currents.indices {
      state.currents[index] = (neuron.synapticDecay ?? 0) * state.currents[index] + currents[index]
      let u = betas[index] * state.membranes[index] + state.currents[index] + bias[index]
      guard let firing = neuron.firing else {
        state.membranes[index] = u
        continue
      }
      state.rises[index] *= firing.adaptation?.decay ?? 0
      let threshold = thresholds[index] + state.rises[index]
      let fires = u >= threshold
      state.spikes[index] = fires
      switch firing.reset {
      case .subtract: state.membranes[index] = fires ? u - threshold : u
      case .zero: state.membranes[index] = fires ? firing.resetValue : u
      }
      if fires { state.rises[index] += firing.adaptation?.step ?? 0 }
    }
  }
}
