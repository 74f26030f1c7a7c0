import SpikingNetworks

/// The networks of `features` and `penalties` that need no time, with rectifiers in place of neurons that fire.
extension ReferenceCase {
  static let rectified: [ReferenceCase] = Rectifier.allCases.flatMap { rectifier in
    // Whole parts other than 0 need large currents, which a wide network has.
    features.compactMap { $0.rectified(rectifier, gain: rectifier == .floor ? 4 : 1) }
      + penalties.compactMap { $0.rectified(rectifier, gain: rectifier == .floor ? 4 : 1) }
      // Of the smaller weights no whole part would be left.
      + wide.prefix(rectifier == .floor ? 1 : 2).compactMap { $0.rectified(rectifier, gain: 1) }
  }

  /// Several panels of weights; many and few inputs that are not 0.
  private static let wide: [ReferenceCase] = [1.0, 0.35].map { gain in
    let firing = FiringSpec(threshold: 1, reset: .subtract)
    func dense(_ name: String, _ units: Int, _ firing: FiringSpec?) -> LayerSpec {
      LayerSpec(
        name: name,
        connection: .dense(units: units, bias: true),
        neuron: NeuronSpec(beta: 1, firing: firing)
      )
    }
    var result = ReferenceCase(
      name: "wide, weights times \(gain)",
      spec: NetworkSpec(
        input: InputSpec(
          shape: SampleShape(height: 4, width: 5),
          coding: .direct,
          bits: 4,
          timesteps: 1
        ),
        layers: [dense("hidden", 40, firing), dense("hidden2", 37, firing), dense("out", 3, nil)],
        readout: .membrane(.sum)
      )
    )
    result.gain = gain
    return result
  }

  private static let temporal: Set<Part> = [
    .recurrence, .synapticCurrent, .adaptation, .tuning,
  ]

  /// The network without time; nil for one that makes no sense without.
  private func rectified(_ rectifier: Rectifier, gain: Double) -> ReferenceCase? {
    guard parts.isDisjoint(with: Self.temporal), spec.input.coding == .direct,
      spec.readout == .membrane(.sum)
    else { return nil }
    var result = self
    // Rectifiers have no membranes to bound.
    result.options.regularizers.removeAll { regularizer in
      if case .membrane = regularizer.penalty { true } else { false }
    }
    guard result.options.regularizers.isEmpty == options.regularizers.isEmpty else { return nil }
    result.name = "\(rectifier) rectifiers: \(name)"
    result.spec.input.timesteps = 1
    for index in spec.layers.indices.dropLast() {
      result.spec.layers[index].neuron = NeuronSpec(rectifier: rectifier)
    }
    result.gain *= gain
    return result
  }
}
