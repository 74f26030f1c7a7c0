extension NetworkSpec {
  /// Throws `NetworkError.invalidOptions` unless a training of this network can start from `source`.
  ///
  /// It needs the same synapses. A network of rectifiers does not start from one that spikes; the other way is a
  /// conversion, which has its own limits.
  public func checkStart(from source: NetworkSpec) throws(NetworkError) {
    let folded = source.folded
    try checkConnections(of: folded)
    switch (folded.isRectified, isRectified) {
    case (false, false), (true, true): break
    case (false, true):
      throw .invalidOptions("a network of rectifiers (relu) cannot start from one that spikes")
    case (true, false): _ = try NetworkConversion(from: folded, to: self, .max)
    }
  }

  /// Throws `NetworkError.invalidOptions` unless the synapses of `source` are those of this network.
  ///
  /// - Parameter source: A network whose normalisations are folded.
  private func checkConnections(of source: NetworkSpec) throws(NetworkError) {
    func require(_ condition: Bool, _ text: String) throws(NetworkError) {
      guard condition else { throw .invalidOptions("the start does not fit: \(text)") }
    }
    try require(
      source.layers.count == layers.count,
      "it has \(source.layers.count) layers, the network has \(layers.count)"
    )
    try require(
      source.input.shape == input.shape,
      "its samples are \(source.input.shape.text), those of the network \(input.shape.text)"
    )
    let geometries = (own: geometries, other: source.geometries)
    for (index, layer) in layers.enumerated() {
      let (name, other) = (layer.name, source.layers[index])
      try require(
        layer.norm == nil,
        "\(name) has a norm, and that of the start is folded into its weights; leave the norm out"
      )
      try require(
        geometries.own[index] == geometries.other[index],
        "\(name) has \(geometries.own[index].text), in the start \(geometries.other[index].text)"
      )
      try require(
        layer.inputPool?.kind == other.inputPool?.kind,
        "the pool in front of \(name) is of another kind"
      )
      try require(
        layer.hasBias == other.hasBias,
        "\(name) has \(layer.hasBias ? "a" : "no") bias, and the start has "
          + "\(other.hasBias ? "one" : "none") (a folded norm is one)"
      )
      try require(
        layer.isRecurrent == other.isRecurrent,
        "\(name) is \(layer.isRecurrent ? "" : "not ")recurrent, unlike the start"
      )
    }
  }

  /// Returns the parameters of this network with the numbers of `parameters`, which belong to `source`.
  ///
  /// Decays and thresholds that are trained, or spread over channels, are copied, too; fixed ones are those of this
  /// network.
  func copying(
    _ parameters: NetworkParameters,
    of source: NetworkSpec
  ) throws(NetworkError) -> NetworkParameters {
    var result = parameters
    for (index, geometry) in geometries.enumerated() {
      let (layer, neuron) = (layers[index], layers[index].neuron)
      let (values, other) = (parameters.layers[index], source.layers[index].neuron)
      let betas = neuron.initialBetas(channels: geometry.channels)
      let thresholds = neuron.initialThresholds(channels: geometry.channels)
      for (name, found, expected) in [
        ("decays", values.betas, betas), ("thresholds", values.thresholds, thresholds),
      ] where !found.isEmpty && found.count != expected.count {
        throw .invalidOptions(
          "the start does not fit: \(layer.name) of the start has \(name) of its own, for which this "
            + "network has no tuning of the same sharing"
        )
      }
      if values.betas.isEmpty { result.layers[index].betas = betas.map { _ in Float(other.beta) } }
      if values.thresholds.isEmpty {
        // A readout of membranes has no threshold to copy.
        result.layers[index].thresholds =
          other.firing.map { firing in thresholds.map { _ in Float(firing.threshold) } }
          ?? thresholds
      }
    }
    return result
  }
}

extension LayerGeometry {
  /// The sizes in words.
  fileprivate var text: String {
    "\(neurons.text) neurons behind windows of \(kernel.height) x \(kernel.width) on \(pooled.text)"
      + (stride.area > 1 ? ", stride \(stride.height) x \(stride.width)" : "")
      + (padding == Extent(0) ? "" : ", padding \(padding.height) x \(padding.width)")
      + (groups > 1 ? ", \(groups) groups" : "")
  }
}
