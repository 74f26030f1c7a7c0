extension QuantizedNetwork {
  /// Returns the real value of one unit of the membranes of layer `index`: one, or one per channel.
  ///
  /// It is the unit of biases, thresholds, reset values, synaptic currents and rises, too.
  public func membraneUnits(ofLayer index: Int) -> [Double] {
    Self.membraneUnits(
      scales: layers[index].weights.scales,
      inverseInputScale: inverseInputScale(ofLayer: index),
      guardBits: layers[index].guardBits
    )
  }

  /// Returns unit_j = s_j * s_x * 2^-g, `docs/numerics.md`, section 2.
  ///
  /// - Parameters:
  ///   - scales: The scales s_j of the weights: one, or one per channel.
  ///   - inverseInputScale: The integer 1 / s_x.
  ///   - guardBits: The guard bits g.
  static func membraneUnits(
    scales: [Double],
    inverseInputScale: Int,
    guardBits: Int
  ) -> [Double] {
    // Exact: only the product with a scale is rounded.
    let power = Double(sign: .plus, exponent: -guardBits, significand: 1)
    let factor = 1 / Double(inverseInputScale) * power
    return scales.map { $0 * factor }
  }
}
