extension NetworkSpec {
  /// Returns the network without the channels that `removed` marks, and its parameters.
  ///
  /// It computes what this network does with every weight that enters or leaves such a channel at 0, and its
  /// bias too; sums have fewer zeros, so that float results may differ in their last bits.
  ///
  /// - Parameters:
  ///   - removed: [layer][channel]; empty for a layer that keeps all of them. Neurons of dense layers are
  ///     channels.
  ///   - parameters: The parameters of this network, normalisations folded or not.
  /// - Precondition: Every layer keeps a channel, the last one all, and none is removed in or in front of a
  ///   convolution whose channels are grouped.
  public func removing(
    _ removed: [[Bool]],
    from parameters: NetworkParameters
  ) -> (spec: NetworkSpec, parameters: NetworkParameters) {
    let geometries = geometries
    precondition(removed.count == layers.count && parameters.layers.count == layers.count)
    let kept = zip(removed, geometries).map { removed, geometry in
      removed.isEmpty ? Array(repeating: true, count: geometry.channels) : removed.map { !$0 }
    }
    for (index, geometry) in geometries.enumerated() where kept[index].contains(false) {
      precondition(index + 1 < layers.count, "the last layer keeps its channels")
      precondition(kept[index].count == geometry.channels && kept[index].contains(true))
      precondition(geometry.groups == 1 && geometries[index + 1].groups == 1, "grouped channels")
    }
    var result = parameters
    for (index, geometry) in geometries.enumerated() {
      result.layers[index] = parameters.layers[index].keeping(
        kept[index],
        inputs: index > 0 ? kept[index - 1] : nil,
        geometry
      )
    }
    return (resized(to: kept.map { $0.count { $0 } }), result)
  }

  /// Whether this is `whole`, folded, but for channels that are gone from hidden layers.
  public func isCompaction(of whole: NetworkSpec) -> Bool {
    guard layers.count == whole.layers.count else { return false }
    let (mine, others) = (geometries.map(\.channels), whole.geometries.map(\.channels))
    return zip(mine, others).allSatisfy { 1 <= $0 && $0 <= $1 } && mine.last == others.last
      && whole.folded.resized(to: mine) == self
  }

  /// Returns the network with `channels` channels per layer.
  private func resized(to channels: [Int]) -> NetworkSpec {
    var result = self
    for (index, geometry) in geometries.enumerated() where channels[index] != geometry.channels {
      switch layers[index].connection {
      case .dense(_, let bias):
        result.layers[index].connection = .dense(units: channels[index], bias: bias)
      case .convolution(var convolution):
        convolution.filters = .grouped(channels: channels[index], groups: geometry.groups)
        result.layers[index].connection = .convolution(convolution)
      }
    }
    return result
  }
}

extension LayerParameters {
  /// Returns the parameters of some channels alone.
  ///
  /// - Parameters:
  ///   - channels: Whether each channel stays.
  ///   - inputs: Whether each channel of the layer before stays; nil for the sample, which does.
  ///   - geometry: The sizes before.
  fileprivate func keeping(
    _ channels: [Bool],
    inputs: [Bool]?,
    _ geometry: LayerGeometry
  ) -> LayerParameters {
    func select(_ values: [Float], where isKept: (Int) -> Bool) -> [Float] {
      values.indices.filter(isKept).map { values[$0] }
    }
    // A number that the layer shares stays one number.
    func perChannel(_ values: [Float], isShared: Bool = false) -> [Float] {
      isShared ? values : select(values) { channels[$0] }
    }
    return LayerParameters(
      weights: select(weights) { place in
        channels[geometry.channel(ofWeight: place)]
          && inputs?[geometry.inputChannel(ofWeight: place)] ?? true
      },
      bias: perChannel(bias),
      recurrentWeights: select(recurrentWeights) { place in
        channels[place / channels.count] && channels[place % channels.count]
      },
      betas: perChannel(betas, isShared: betas.count != channels.count),
      thresholds: perChannel(thresholds, isShared: thresholds.count != channels.count),
      norm: norm.map { norm in
        BatchNormParameters(
          scale: perChannel(norm.scale),
          shift: perChannel(norm.shift),
          mean: perChannel(norm.mean),
          variance: perChannel(norm.variance)
        )
      }
    )
  }
}

extension LayerGeometry {
  /// The channel of the pooled input that weight `index` leaves.
  func inputChannel(ofWeight index: Int) -> Int { index / groupOutputs % pooled.channels }
}
