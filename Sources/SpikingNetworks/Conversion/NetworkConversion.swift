/// The way from a trained network of rectifiers to a spiking one with the same connections, without training.
///
/// With lambda_l the activation of layer l that is one spike in every time step, theta_j the threshold of a neuron
/// and lambda of the sample 1:
///
///   w' = w lambda_{l-1} theta_j / lambda_l        b' = b theta_j / lambda_l
///
/// A neuron of threshold theta_j that does not leak then fires with the rate a / lambda_l for an activation a in
/// 0...lambda_l, to 1 / T. Rueckauer et al. 2017, section 2.2; thresholds of the target stay as they are
/// configured, which is the same as balancing thresholds (Diehl et al. 2015). A membrane that is read out is
/// divided by what a current of 1 in every step makes of its score: logits stay what they were.
struct NetworkConversion {
  private let source: NetworkSpec
  private let target: NetworkSpec
  private let balance: ThresholdBalance

  /// Prepares the conversion of `source`, whose normalisations are folded, to `target`.
  ///
  /// - Throws: `NetworkError.invalidOptions` for what spikes cannot do as activations do.
  init(
    from source: NetworkSpec,
    to target: NetworkSpec,
    _ balance: ThresholdBalance
  ) throws(NetworkError) {
    for layer in target.layers where layer.inputPool?.kind == .max {
      throw .invalidOptions(
        "the start does not fit: the largest of some activations is no spike of any of them; take a pool "
          + "of kind average or sum in front of \(layer.name), or max behind synapses"
      )
    }
    for layer in target.layers
    where layer.neuron.firing?.adaptation != nil || layer.neuron.synapticDecay != nil {
      throw .invalidOptions(
        "the start does not fit: \(layer.name) has synaptic currents or thresholds that adapt, whose rates "
          + "no activation gives; take lif or if"
      )
    }
    (self.source, self.target, self.balance) = (source, target, balance)
  }

  /// Returns lambda of every layer; of a membrane that is read out, what a current of 1 in every step scores.
  ///
  /// - Throws: `NetworkError.invalidOptions` for a layer without any activation above 0.
  func levels(
    _ parameters: NetworkParameters,
    on samples: SampleSet,
    engine: TrainingEngine
  ) throws -> [Double] {
    var result: [Double]
    switch balance {
    case .max: result = try measured(parameters, 100, samples, engine)
    case .percentile(let percentile):
      result = try measured(parameters, percentile, samples, engine)
    case .unit: result = target.layers.map { _ in Double(target.input.timesteps) }
    }
    for (index, layer) in target.layers.enumerated() {
      if layer.neuron.firing == nil {
        result[index] = 1
      } else if result[index] == 0 {
        throw NetworkError.invalidOptions(
          "the start does not fit: \(layer.name) of the start has no activation above 0"
        )
      }
    }
    return result
  }

  private func measured(
    _ parameters: NetworkParameters,
    _ percentile: Double,
    _ samples: SampleSet,
    _ engine: TrainingEngine
  ) throws -> [Double] {
    try engine.activationPercentiles(source, parameters, percentile, on: samples)
  }

  /// Returns the parameters of the target.
  func convert(_ parameters: NetworkParameters, levels: [Double]) -> NetworkParameters {
    var before = 1.0
    let layers = target.geometries.enumerated().map { index, geometry in
      let (neuron, values) = (target.layers[index].neuron, parameters.layers[index])
      let channels = geometry.channels
      let betas = neuron.initialBetas(channels: channels)
      let thresholds = neuron.initialThresholds(channels: channels)
      let units = units(neuron, betas, thresholds, channels).map { $0 / levels[index] }
      defer { before = levels[index] }
      return LayerParameters(
        weights: values.weights.enumerated().map { place, weight in
          Float(Double(weight) * before * units[geometry.channel(ofWeight: place)])
        },
        bias: values.bias.enumerated().map { Float(Double($1) * units[$0]) },
        betas: betas,
        thresholds: thresholds
      )
    }
    return NetworkParameters(layers: layers)
  }

  /// The charge of each channel that is one spike, or the current that scores 1.
  private func units(
    _ neuron: NeuronSpec,
    _ betas: [Float],
    _ thresholds: [Float],
    _ channels: Int
  ) -> [Double] {
    func spread(_ values: [Float], otherwise: Double) -> [Double] {
      (0..<channels).map {
        values.isEmpty ? otherwise : Double(values[values.count == 1 ? 0 : $0])
      }
    }
    guard let firing = neuron.firing else {
      return spread(betas, otherwise: neuron.beta).map { 1 / score(beta: $0) }
    }
    return spread(thresholds, otherwise: firing.threshold)
  }

  /// The score of a membrane of decay `beta` under a current of 1 in every step.
  private func score(beta: Double) -> Double {
    var (membrane, sum) = (0.0, 0.0)
    for _ in 0..<target.input.timesteps {
      membrane = beta * membrane + 1
      sum += membrane
    }
    return switch target.readout {
    case .membrane(.last): membrane
    case .membrane(.sum), .spikeCount: sum / Double(target.input.timesteps)
    }
  }
}
