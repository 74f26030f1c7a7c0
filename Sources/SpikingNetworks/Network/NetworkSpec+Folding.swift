extension NetworkSpec {
  /// The network after training: normalisations folded into weights and bias, dropout gone.
  public var folded: NetworkSpec {
    var result = self
    for index in layers.indices {
      result.layers[index].dropout = 0
      guard layers[index].norm != nil else { continue }
      result.layers[index].norm = nil
      switch layers[index].connection {
      case .dense(let units, _):
        result.layers[index].connection = .dense(units: units, bias: true)
      case .convolution(var convolution):
        convolution.bias = true
        result.layers[index].connection = .convolution(convolution)
      }
    }
    return result
  }

  /// Returns `parameters` of this network in the form of `folded`.
  ///
  /// w' = w * scale / sqrt(variance + epsilon), b' = shift + (b - mean) * scale / sqrt(variance + epsilon),
  /// computed in double precision.
  public func folding(_ parameters: NetworkParameters) -> NetworkParameters {
    var result = parameters
    for (index, geometry) in geometries.enumerated() {
      guard let spec = layers[index].norm, let norm = parameters.layers[index].norm else {
        continue
      }
      let layer = parameters.layers[index]
      let factors = (0..<geometry.channels).map { channel in
        Double(norm.scale[channel])
          / (Double(norm.variance[channel]) + spec.epsilon).squareRoot()
      }
      result.layers[index].weights = layer.weights.enumerated().map { place, weight in
        Float(Double(weight) * factors[geometry.channel(ofWeight: place)])
      }
      result.layers[index].bias = (0..<geometry.channels).map { channel in
        let bias = layer.bias.isEmpty ? 0 : Double(layer.bias[channel])
        let centred = bias - Double(norm.mean[channel])
        return Float(Double(norm.shift[channel]) + centred * factors[channel])
      }
      result.layers[index].norm = nil
    }
    return result
  }
}
