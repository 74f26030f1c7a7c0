import FixedPoint
import SpikingNetworks

extension QuantizedNetwork {
  /// Checks that every number has its place in the contract of `docs/numerics.md`.
  ///
  /// `Quantizer` makes such networks only; one that was read from a file may be anything.
  ///
  /// - Returns: The ranges of the layers, which the check had to compute.
  /// - Throws: `QuantizationFailure.illegal` with the first violation, `.accumulatorOverflow`.
  @discardableResult
  public func validate() throws(QuantizationFailure) -> [LayerRanges] {
    guard let last = layers.last else { throw illegal("it has no layers") }
    guard (1...255).contains(input.timesteps) else {
      throw illegal("\(input.timesteps) time steps; legal are 1...255")
    }
    guard (1...8).contains(input.bits) else {
      throw illegal("inputs of \(input.bits) bits; legal are 1...8")
    }
    guard input.coding != .events || input.bits == 1 else {
      throw illegal("events of \(input.bits) bits; legal is 1")
    }
    guard input.shape.hasLegalSides else {
      throw illegal(
        "a sample of \(input.shape.height) x \(input.shape.width) x \(input.shape.channels); "
          + "legal are sides of \(QuantizedLayer.legalCounts)"
      )
    }
    var shape = input.shape
    for (index, layer) in layers.enumerated() {
      try layer.validate()
      // A dense layer without pooling has no use for the arrangement of its inputs.
      let geometry = layer.geometry
      let isFlat = geometry.isDense && layer.inputPool == nil
      guard geometry.input == shape || (isFlat && geometry.input.count == shape.count) else {
        throw .illegal(
          layer: layer.name,
          reason: "it has \(geometry.input.text) inputs and receives \(shape.text)"
        )
      }
      if let recurrence = layer.recurrence {
        let factor = inverseInputScale(ofLayer: index)
        guard recurrence.factor == factor else {
          throw .illegal(
            layer: layer.name,
            reason: "recurrent spikes count \(recurrence.factor)-fold; its inputs need \(factor)"
          )
        }
      }
      shape = geometry.neurons
    }
    guard last.weights.scales.count == 1 else {
      throw .comparedMembranesNeedOneScale(layer: last.name)
    }
    guard layers[0].inputPool == nil else {
      throw .illegal(layer: layers[0].name, reason: "it pools the sample")
    }
    for layer in layers.dropLast() where layer.firing == nil {
      throw .illegal(layer: layer.name, reason: "it never fires and is not the last layer")
    }
    switch readout {
    case .spikeCount where last.firing == nil:
      throw .illegal(layer: last.name, reason: "its spikes are counted and it never fires")
    case .membrane where last.firing != nil:
      throw .illegal(layer: last.name, reason: "its membranes are read out and it fires")
    case .spikeCount, .membrane: break
    }
    let ranges = BoundsAnalysis.ranges(of: self)
    for (layer, ranges) in zip(layers, ranges) where !ranges.fits32Bits {
      throw .accumulatorOverflow(layer: layer.name)
    }
    return ranges
  }

  private func illegal(_ reason: String) -> QuantizationFailure {
    .illegal(layer: "the network", reason: reason)
  }
}
