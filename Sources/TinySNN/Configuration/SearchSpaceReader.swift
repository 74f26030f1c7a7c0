import SpikingNetworks

/// Reads `search.space`, and verifies each key and each single value by resolving the experiment with it.
struct SearchSpaceReader {
  /// The experiment that the values are tried on.
  let experiment: Experiment
  /// Where errors go.
  let diagnostics: ConfigDiagnostics
  private var dimensions: [SearchSpace.Dimension] = []
  private let base: ConfigNode

  /// Creates a reader.
  init(experiment: Experiment, diagnostics: ConfigDiagnostics) {
    self.experiment = experiment
    self.diagnostics = diagnostics
    base = experiment.tree(withSearch: false)
  }

  /// Returns the space that `node` describes: lists under dotted or nested keys.
  mutating func read(_ node: ConfigNode) -> SearchSpace {
    switch node.content {
    case .null: break
    case .mapping(let entries): read(entries, prefix: "", perLayer: false)
    case .scalar, .sequence:
      report("expected a mapping at search.space, found \(node.summary)", node.origin, "")
    }
    let space = SearchSpace(dimensions: dimensions)
    if space.exactCount == nil {
      report("expected fewer than 2^63 candidates at search.space", node.origin, "")
    }
    return space
  }

  private mutating func read(_ entries: [ConfigEntry], prefix: String, perLayer: Bool) {
    var perLayer = perLayer
    if let flag = entries.first(where: { $0.key == "per_layer" }) {
      if case .scalar(.bool(let value)) = flag.value.content {
        perLayer = value
      } else {
        report(
          "expected true or false at search.space.\(prefix)per_layer, found \(flag.value.summary)",
          flag.value.origin,
          prefix + "per_layer"
        )
      }
    }
    for entry in entries where entry.key != "per_layer" {
      let key = prefix + entry.key
      switch entry.value.content {
      case .mapping(let nested): read(nested, prefix: key + ".", perLayer: perLayer)
      case .sequence(let values): add(key, values, entry, perLayer: perLayer)
      case .null, .scalar:
        report(
          "expected a list of values at search.space.\(key), found \(entry.value.summary)",
          entry.value.origin,
          key
        )
      }
    }
  }

  private mutating func add(
    _ key: String,
    _ nodes: [ConfigNode],
    _ entry: ConfigEntry,
    perLayer: Bool
  ) {
    var values: [(value: ConfigValue, node: ConfigNode)] = []
    for (index, node) in nodes.enumerated() {
      guard case .scalar(let scalar) = node.content else {
        report(
          "expected a plain value at search.space.\(key).\(index), found \(node.summary)",
          node.origin,
          key
        )
        return
      }
      let value = scalar.normalized
      guard !values.contains(where: { $0.value == value }) else {
        report("duplicate value \(node.summary) at search.space.\(key)", node.origin, key)
        return
      }
      values.append((value, node))
    }
    guard !values.isEmpty else {
      report("expected at least one value at search.space.\(key)", entry.value.origin, key)
      return
    }
    for key in perLayer ? layerKeys(key, entry) : [key] {
      add(key, values, keyOrigin: entry.origin)
    }
  }

  /// Returns `quantize.SECTION.KEY` as one key per layer that the section applies to.
  private func layerKeys(_ key: String, _ entry: ConfigEntry) -> [String] {
    let steps = key.split(separator: ".")
    guard steps.count >= 3, steps[0] == "quantize", steps[1] != "layers", steps[1] != "qat" else {
      report(
        "per_layer applies to keys such as quantize.weights.bits, found '\(key)' at search.space",
        entry.origin,
        key
      )
      return []
    }
    let layers = experiment.network.layers.filter { layer in
      switch steps[1] {
      case "threshold": layer.neuron.firing != nil
      case "reset": layer.neuron.resetsToValue
      case "synapse": layer.neuron.synapticDecay != nil
      case "adaptation": layer.neuron.firing?.adaptation != nil
      case "bias": layer.hasBias || layer.norm != nil  // which folds into a bias
      default: true
      }
    }
    let rest = steps.dropFirst().joined(separator: ".")
    return layers.map { "quantize.layers.\($0.name).\(rest)" }
  }

  private mutating func add(
    _ key: String,
    _ values: [(value: ConfigValue, node: ConfigNode)],
    keyOrigin: ConfigOrigin
  ) {
    let names = experiment.network.layers.map(\.name)
    let steps = ConfigNode.steps(of: key, layerNames: names)
    let key = steps?.joined(separator: ".") ?? key
    guard !dimensions.contains(where: { $0.key == key }) else {
      report("duplicate key '\(key)' at search.space", keyOrigin, key)
      return
    }
    for (_, node) in values {
      let isLegal = verify(node, key, keyOrigin: keyOrigin, layers: names)
      guard isLegal else { return }
    }
    dimensions.append(SearchSpace.Dimension(key: key, values: values.map(\.value)))
  }

  /// Whether the experiment resolves with this one value; reports why not.
  private func verify(
    _ value: ConfigNode,
    _ key: String,
    keyOrigin: ConfigOrigin,
    layers: [String]
  ) -> Bool {
    var tree = base
    let trial = ConfigDiagnostics(file: diagnostics.file)
    do {
      try tree.assign(value, to: key, keyOrigin: keyOrigin, layers: layers, file: trial.file)
    } catch {
      diagnostics.errors.append(error)
      return false
    }
    _ = Experiment(tree: tree, keeping: experiment.search, diagnostics: trial)
    for error in trial.errors {
      // What the text does not show is an effect of the value.
      if error.line == nil && error.file == nil {
        diagnostics.report(error.message, at: value.origin, path: error.path)
      } else {
        diagnostics.errors.append(error)
      }
    }
    return trial.errors.isEmpty
  }

  private func report(_ message: String, _ origin: ConfigOrigin, _ key: String) {
    diagnostics.report(
      message,
      at: origin,
      path: key.isEmpty ? "search.space" : "search.space.\(key)"
    )
  }
}
