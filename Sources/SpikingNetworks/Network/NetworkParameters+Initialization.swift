extension NetworkParameters {
  /// Creates initial parameters: weights and biases uniform in +-1/sqrt(fan-in).
  ///
  /// The rule of PyTorch's `Linear` and `Conv2d` (LeCun et al., *Efficient BackProp*, up to a constant). Draw i of
  /// layer l is word i of the initialization stream at sample l; biases follow the weights, recurrent
  /// weights the biases. Decays and thresholds start as the specification says, normalisations as identity.
  public init(initializing spec: NetworkSpec, seed: UInt64) {
    let generator = Philox(seed: seed, stream: .initialization)
    let layers = zip(spec.layers, spec.geometries).enumerated().map { index, pair in
      let (layer, geometry) = pair
      let channels = geometry.channels
      let bound = 1 / Double(geometry.fanIn).squareRoot()
      var next = 0
      func draw(_ count: Int) -> [Float] {
        defer { next += count }
        return (next..<next + count).map { word in
          Float((2 * generator.uniform(word, sample: index) - 1) * bound)
        }
      }
      return LayerParameters(
        weights: draw(geometry.weightCount),
        bias: layer.hasBias ? draw(channels) : [],
        recurrentWeights: layer.isRecurrent ? draw(channels * channels) : [],
        betas: layer.neuron.initialBetas(channels: channels),
        thresholds: layer.neuron.initialThresholds(channels: channels),
        norm: layer.norm.map { _ in BatchNormParameters(channels: channels) }
      )
    }
    self.init(layers: layers)
  }
}

extension NeuronSpec {
  /// The initial decays, empty if the layer has the fixed one of its specification.
  func initialBetas(channels: Int) -> [Float] {
    betaTuning == .fixed ? [] : betaTuning.initialValues(around: beta, channels: channels)
  }

  /// The initial thresholds, empty if the layer has the fixed one of its specification.
  func initialThresholds(channels: Int) -> [Float] {
    guard let firing, firing.thresholdTuning != .fixed else { return [] }
    return firing.thresholdTuning.initialValues(around: firing.threshold, channels: channels)
  }
}

extension LayerParameters {
  /// Returns the decays of the layer: one, or one per channel.
  public func betas(of neuron: NeuronSpec) -> [Double] {
    betas.isEmpty ? [neuron.beta] : betas.map(Double.init)
  }

  /// Returns the thresholds of the layer, one or one per channel; empty if it never fires.
  public func thresholds(of neuron: NeuronSpec) -> [Double] {
    guard let firing = neuron.firing else { return [] }
    return thresholds.isEmpty ? [firing.threshold] : thresholds.map(Double.init)
  }
}
