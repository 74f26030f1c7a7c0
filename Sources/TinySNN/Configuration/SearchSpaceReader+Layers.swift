import SpikingNetworks

/// Keys under `per_layer`: one for each layer of every network that the space chooses from.
extension SearchSpaceReader {
  /// A key, and in which of the networks it is searched.
  struct LayerKey {
    var key: String
    var conditions: [SearchSpace.Condition] = []
  }

  /// The networks that candidates have: those that an earlier key chooses, else the one of the experiment.
  private var networks: [(name: ConfigValue?, layers: [LayerSpec])] {
    guard let choice = dimensions.first(where: { $0.key == "network" }) else {
      return [(nil, experiment.network.layers)]
    }
    return choice.values.map { value in
      var tree = base
      let origin = ConfigOrigin.generated
      try? tree.assign(
        ConfigNode(.scalar(value), at: origin),
        to: choice.key,
        keyOrigin: origin,
        layers: [],
        file: diagnostics.file
      )
      let trial = ConfigDiagnostics(file: diagnostics.file)
      let experiment = Experiment(tree: tree, keeping: experiment.search, diagnostics: trial)
      return (value, experiment.network.layers)
    }
  }

  /// The names of the layers of all of them.
  var layerNames: [String] {
    var names: [String] = []
    for network in networks {
      for layer in network.layers where !names.contains(layer.name) { names.append(layer.name) }
    }
    return names
  }

  /// Returns `quantize.SECTION.KEY` as one key for each layer that the section applies to.
  func layerKeys(_ key: String, _ entry: ConfigEntry) -> [LayerKey] {
    let steps = key.split(separator: ".").map(String.init)
    guard steps.count >= 3, steps[0] == "quantize", steps[1] != "layers", steps[1] != "qat" else {
      report(
        "per_layer applies to keys such as quantize.weights.bits, found '\(key)' at search.space",
        entry.origin,
        key
      )
      return []
    }
    let networks = networks
    return layerNames.compactMap { name in
      let owners = networks.filter { network in
        network.layers.contains { $0.name == name && Self.hasSection(steps[1], $0) }
      }
      guard !owners.isEmpty else { return nil }
      let rest = steps.dropFirst().joined(separator: ".")
      var result = LayerKey(key: "quantize.layers.\(name).\(rest)")
      if owners.count < networks.count {
        let names = owners.compactMap(\.name)
        result.conditions = [SearchSpace.Condition(key: "network", values: names)]
      }
      return result
    }
  }

  /// Whether the section `section` of `quantize` has an effect on `layer`.
  private static func hasSection(_ section: String, _ layer: LayerSpec) -> Bool {
    switch section {
    case "threshold": layer.neuron.firing != nil
    case "reset": layer.neuron.resetsToValue
    case "synapse": layer.neuron.synapticDecay != nil
    case "adaptation": layer.neuron.firing?.adaptation != nil
    case "bias": layer.hasBias || layer.norm != nil  // which folds into a bias
    default: true
    }
  }
}
