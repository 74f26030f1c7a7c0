extension NetworkSpec {
  /// Throws `NetworkError.invalidNetwork` unless the network can be trained, simulated and exported.
  public func validate() throws(NetworkError) {
    try require(input.shape.channels >= 1, "the input needs a channel")
    try require(input.shape.height >= 1 && input.shape.width >= 1, "the input shape is empty")
    try require(
      [input.shape.channels, input.shape.height, input.shape.width].allSatisfy { $0 <= 65536 },
      "more than 65536 inputs"
    )
    try require((1...8).contains(input.bits), "input bits must be in 1...8")
    try require((1...255).contains(input.timesteps), "timesteps must be in 1...255")
    try require(!layers.isEmpty, "a network needs a layer")
    try require(input.shape.count <= 65536, "more than 65536 inputs")
    for (index, layer) in layers.enumerated() {
      try validate(layer, isLast: index == layers.count - 1)
    }
    let fires = layers.last?.neuron.firing != nil
    switch readout {
    case .spikeCount: try require(fires, "a spike-count readout needs a last layer that fires")
    case .membrane: try require(!fires, "a membrane readout needs a last layer without firing")
    }
  }

  private func validate(_ layer: LayerSpec, isLast: Bool) throws(NetworkError) {
    try require((1...65536).contains(layer.outputCount), "\(layer.name): units not in 1...65536")
    try require((0...1).contains(layer.neuron.beta), "\(layer.name): beta must be in 0...1")
    guard let firing = layer.neuron.firing else {
      try require(isLast, "\(layer.name): only the last layer may go without firing")
      return
    }
    let threshold = Float(firing.threshold)
    try require(
      threshold > 0 && threshold.isFinite,
      "\(layer.name): the threshold must be positive as a 32-bit float"
    )
    try require(
      firing.reset == .subtract || firing.resetValue < firing.threshold,
      "\(layer.name): the reset value must lie below the threshold"
    )
  }

  private func require(_ condition: Bool, _ text: String) throws(NetworkError) {
    guard condition else { throw .invalidNetwork(text) }
  }

  /// Throws `NetworkError.dataMismatch` unless `samples` have this input's shape, range and classes.
  public func check(_ samples: SampleSet) throws(NetworkError) {
    guard samples.shape == input.shape else {
      throw .dataMismatch("samples of shape \(samples.shape), network input \(input.shape)")
    }
    guard samples.maximum == input.maximum else {
      throw .dataMismatch("inputs up to \(samples.maximum), network input up to \(input.maximum)")
    }
    guard samples.classCount == classCount else {
      throw .dataMismatch("\(samples.classCount) classes, network has \(classCount) outputs")
    }
    guard samples.count > 0 else { throw .dataMismatch("the set is empty") }
    guard samples.labels.allSatisfy({ $0 < samples.classCount }) else {
      throw .dataMismatch("a label is not a class")
    }
    guard samples.inputs.allSatisfy({ $0 <= samples.maximum }) else {
      throw .dataMismatch("an input exceeds \(samples.maximum)")
    }
  }

  /// Throws `NetworkError.parameterMismatch` unless `parameters` have the sizes of this network.
  public func check(_ parameters: NetworkParameters) throws(NetworkError) {
    guard parameters.layers.count == layers.count else {
      throw .parameterMismatch(layer: layers.last?.name ?? "")
    }
    for (index, layer) in layers.enumerated() {
      let values = parameters.layers[index]
      guard values.weights.count == inputCount(ofLayer: index) * layer.outputCount,
        values.bias.count == (layer.hasBias ? layer.outputCount : 0)
      else { throw .parameterMismatch(layer: layer.name) }
      guard values.weights.allSatisfy(\.isFinite), values.bias.allSatisfy(\.isFinite) else {
        throw .diverged(layer: layer.name)
      }
    }
  }
}
