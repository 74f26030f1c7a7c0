import SpikingNetworks

/// The trained numbers of a network in double precision, or the gradient with regard to them.
struct ReferenceParameters {
  /// The arrays of a layer; a layer without one has it empty.
  enum Kind: String, CaseIterable, Sendable {
    case weights, recurrentWeights, bias, beta, threshold, normScale, normShift
  }

  /// Per layer; the layouts are those of `LayerParameters`.
  private(set) var layers: [[Kind: [Double]]]

  init(_ parameters: NetworkParameters) {
    layers = parameters.layers.map { layer in
      let arrays: [Kind: [Float]] = [
        .weights: layer.weights,
        .recurrentWeights: layer.recurrentWeights,
        .bias: layer.bias,
        .beta: layer.betas,
        .threshold: layer.thresholds,
        .normScale: layer.norm?.scale ?? [],
        .normShift: layer.norm?.shift ?? [],
      ]
      return arrays.mapValues { $0.map(Double.init) }
    }
  }

  subscript(layer: Int, kind: Kind) -> [Double] {
    get { layers[layer][kind, default: []] }
    set { layers[layer][kind] = newValue }
  }

  /// Zero everywhere: where a gradient starts.
  var zeros: ReferenceParameters {
    var result = self
    result.layers = layers.map { $0.mapValues { $0.map { _ in 0 } } }
    return result
  }

  /// Adds `other` times `factor`.
  mutating func add(_ other: ReferenceParameters, times factor: Double) {
    for (layer, arrays) in other.layers.enumerated() {
      for (kind, values) in arrays {
        self[layer, kind] = zip(self[layer, kind], values).map { $0 + factor * $1 }
      }
    }
  }
}
