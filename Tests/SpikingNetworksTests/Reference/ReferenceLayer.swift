import SpikingNetworks

/// One layer: its parts in processing order, forward and backward over a whole shard.
struct ReferenceLayer {
  let spec: LayerSpec
  let geometry: LayerGeometry
  let connection: ReferenceConnection
  let inputPool: ReferencePooling?
  let norm: ReferenceNorm?
  let currentPool: ReferencePooling?

  init(_ spec: LayerSpec, _ geometry: LayerGeometry) {
    self.spec = spec
    self.geometry = geometry
    connection = ReferenceConnection(spec.connection, geometry)
    inputPool = spec.inputPool.map { ReferencePooling($0, from: geometry.input) }
    norm = spec.norm.map { ReferenceNorm(epsilon: $0.epsilon, channels: geometry.channels) }
    currentPool = spec.currentPool.map { ReferencePooling($0, from: geometry.currents) }
  }

  /// What a shard did in the layer; windows are [sample][step][window].
  struct Trace {
    /// The largest member of each window of the input pooling.
    var inputWindows: [[[Int]]] = []
    /// What reaches the synapses.
    var inputs: ReferenceSignal = []
    /// The currents of the synapses, without bias.
    var currents: ReferenceSignal = []
    /// The currents times the factor of the normalisation; the same without one.
    var scaled: ReferenceSignal = []
    /// The largest member of each window of the pooling of the currents.
    var currentWindows: [[[Int]]] = []
    /// What the neurons did, [sample][step].
    var neurons: [[ReferenceNeurons.Step]] = []

    var spikes: ReferenceSignal { neurons.map { $0.map(\.spikes) } }
    /// The spikes of each neuron over all steps, [sample][neuron].
    var counts: [[Double]] {
      spikes.map { steps in
        steps[0].indices.map { neuron in steps.reduce(0) { $0 + $1[neuron] } }
      }
    }
    var margins: ReferenceSignal { neurons.map { $0.map(\.margin) } }
    var resetting: ReferenceSignal { neurons.map { $0.map(\.resetting) } }
  }

  /// Runs the layer on what the layer below emits.
  ///
  /// `margins` are u - theta(t) of the layer below, by which max pooling picks; `neurons` makes the
  /// neurons from what is constant in them; `frozen` are spikes that reset in place of the neurons'.
  func run(
    _ emitted: ReferenceSignal,
    margins: ReferenceSignal?,
    masks: (Int) -> [Double]?,
    _ values: [ReferenceParameters.Kind: [Double]],
    frozen: ReferenceSignal?,
    neurons: (_ constants: [Double]) -> ReferenceNeurons
  ) -> Trace {
    var trace = Trace()
    trace.inputs = emitted
    if let inputPool, let margins {
      trace.inputWindows = margins.map { $0.map(inputPool.largest) }
      trace.inputs = emitted.indices.map { sample in
        emitted[sample].indices.map { step in
          inputPool.pool(emitted[sample][step], largest: trace.inputWindows[sample][step])
        }
      }
    }
    trace.inputs = trace.inputs.enumerated().map { sample, steps in
      masks(sample).map { mask in steps.map { drop($0, mask) } } ?? steps
    }
    let weights = values[.weights, default: []]
    trace.currents = trace.inputs.map { $0.map { connection.currents($0, weights) } }
    trace.scaled = trace.currents
    var constants = values[.bias, default: []]
    if let norm {
      // A bias moves mean and currents alike: it has no effect.
      let scale = values[.normScale, default: []]
      let statistics = norm.statistics(trace.currents)
      trace.scaled = norm.scaled(trace.currents, statistics, scale: scale)
      constants = norm.constants(
        statistics,
        scale: scale,
        shift: values[.normShift, default: []]
      )
    }
    var currents = trace.scaled
    if let currentPool {
      trace.currentWindows = currents.map { $0.map(currentPool.largest) }
      currents = currents.indices.map { sample in
        currents[sample].indices.map { step in
          currentPool.pool(currents[sample][step], largest: trace.currentWindows[sample][step])
        }
      }
    }
    let dynamics = neurons(constants)
    trace.neurons = currents.indices.map {
      dynamics.run(currents[$0], frozen: frozen?[$0])
    }
    return trace
  }

  private func drop(_ inputs: [Double], _ mask: [Double]) -> [Double] {
    zip(inputs, mask).map { $0 * $1 / (1 - spec.dropout) }
  }

  /// Goes back from the currents of the neurons to what the layer below emits.
  ///
  /// `constants` is the gradient of the constant part of each channel. Adds to `gradient` what belongs
  /// to the synapses and the normalisation.
  func backward(
    _ trace: Trace,
    _ currents: ReferenceSignal,
    constants: [Double],
    masks: (Int) -> [Double]?,
    _ values: [ReferenceParameters.Kind: [Double]],
    gradient: inout [ReferenceParameters.Kind: [Double]]
  ) -> ReferenceSignal {
    var toCurrents = currents
    if let currentPool {
      let zeros = [Double](repeating: 0, count: geometry.currents.count)
      toCurrents = currents.indices.map { sample in
        currents[sample].indices.map { step in
          var result = zeros
          let windows = trace.currentWindows[sample][step]
          currentPool.backward(currents[sample][step], largest: windows, to: &result)
          return result
        }
      }
    }
    if let norm {
      let part = norm.backward(
        toCurrents,
        constants: constants,
        currents: trace.currents,
        scale: values[.normScale, default: []]
      )
      toCurrents = part.currents
      gradient[.normScale] = part.scale
      gradient[.normShift] = part.shift
    } else if spec.hasBias {
      gradient[.bias] = constants
    }
    var toWeights = gradient[.weights, default: []]
    let result: ReferenceSignal = toCurrents.indices.map { sample in
      toCurrents[sample].indices.map { step in
        var toInputs = connection.backward(
          toCurrents[sample][step],
          trace.inputs[sample][step],
          values[.weights, default: []],
          weightGradient: &toWeights
        )
        if let mask = masks(sample) { toInputs = drop(toInputs, mask) }
        guard let inputPool else { return toInputs }
        var toEmitted = [Double](repeating: 0, count: geometry.input.count)
        let windows = trace.inputWindows[sample][step]
        inputPool.backward(toInputs, largest: windows, to: &toEmitted)
        return toEmitted
      }
    }
    gradient[.weights] = toWeights
    return result
  }
}
