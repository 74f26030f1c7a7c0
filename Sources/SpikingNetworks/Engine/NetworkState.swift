/// The parameters of a network in the kernels' form.
struct NetworkState: Sendable {
  let layers: [LayerState]

  init(_ plan: ExecutionPlan, _ parameters: NetworkParameters, forTraining: Bool) {
    layers = plan.layers.indices.map { index in
      LayerState(
        plan.layers[index],
        parameters.layers[index],
        isFirst: index == 0,
        forTraining: forTraining
      )
    }
  }

  /// The parameters without padding.
  var parameters: NetworkParameters { NetworkParameters(layers: layers.map(\.parameters)) }
}

extension NetworkParameters {
  /// Creates initial parameters: weights and biases uniform in +-1/sqrt(inputs).
  ///
  /// The rule of PyTorch's `Linear` (LeCun et al., *Efficient BackProp*, up to a constant). Draw i of
  /// layer l is word i of the initialization stream at sample l; biases follow the weights.
  public init(initializing spec: NetworkSpec, seed: UInt64) {
    let generator = Philox(seed: seed, stream: .initialization)
    let layers = spec.layers.indices.map { index in
      let inputs = spec.inputCount(ofLayer: index)
      let layer = spec.layers[index]
      let count = inputs * layer.outputCount
      let bound = 1 / Double(inputs).squareRoot()
      let draw = { (word: Int) in
        Float((2 * generator.uniform(word, sample: index) - 1) * bound)
      }
      return LayerParameters(
        weights: (0..<count).map(draw),
        bias: layer.hasBias ? (count..<count + layer.outputCount).map(draw) : []
      )
    }
    self.init(layers: layers)
  }
}
