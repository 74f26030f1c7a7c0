import SpikingNetworks

extension QuantizedNetwork {
  /// The point under which the network was converted.
  public var point: QuantizationPoint {
    QuantizationPoint(
      scales: layers.map(\.weights.scales),
      guardBits: layers.map(\.guardBits)
    )
  }
}
