import SpikingNetworks

extension NetworkSpec {
  /// Refuses a network with parts that have no integer form in this version, whatever the precisions.
  ///
  /// Normalisations have one: they are folded after training.
  ///
  /// - Throws: `QuantizationFailure.floatOnly` for the first such layer.
  public func checkIntegerForm() throws(QuantizationFailure) {
    for layer in layers { try layer.checkIntegerForm() }
  }
}

extension LayerSpec {
  /// Refuses a layer with parts that have no integer form.
  func checkIntegerForm() throws(QuantizationFailure) {
    if isRecurrent { throw .floatOnly(layer: name, part: "recurrent synapses") }
    if neuron.synapticDecay != nil { throw .floatOnly(layer: name, part: "synaptic currents") }
    if neuron.firing?.adaptation != nil {
      throw .floatOnly(layer: name, part: "adaptive thresholds")
    }
  }
}
