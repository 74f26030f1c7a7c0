import SpikingNetworks

extension NetworkSpec {
  /// Why a trained network has no integers, for a person.
  var absenceOfIntegers: String {
    isRectified
      ? "none: rectifiers (relu) have none, but a spiking network can start from them (train.start)"
      : "none yet; `tinysnn quantize` makes them"
  }
}

extension Experiment {
  /// Whether its network has rectifiers, which neither spike nor have integers.
  var isRectified: Bool { network.layers.contains { $0.neuron.rectifier != nil } }

  /// Throws `ConfigurationErrors` for a network that has no integers, before it is trained in vain.
  func requireIntegers() throws(ConfigurationErrors) {
    guard isRectified else { return }
    throw ConfigurationErrors([
      ConfigurationError(
        file: nil,
        line: nil,
        column: nil,
        path: "network",
        message:
          "expected neurons that fire (\(NeuronItem.Kind.names)) at network, found relu: rectifiers have "
          + "no integers; a spiking network can start from theirs (train.start)"
      )
    ])
  }
}
