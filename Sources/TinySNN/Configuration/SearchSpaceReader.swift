import SpikingNetworks

/// Reads `search.space`, and verifies each key and each single value by resolving the experiment with it.
struct SearchSpaceReader {
  /// The experiment that the values are tried on.
  let experiment: Experiment
  /// Where errors go.
  let diagnostics: ConfigDiagnostics
  private(set) var dimensions: [SearchSpace.Dimension] = []
  /// The experiment as a tree.
  let base: ConfigNode

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
      report(
        "expected fewer than 2^63 candidates, and at most 2^20 combinations of the keys that others depend on, "
          + "at search.space",
        node.origin,
        ""
      )
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
      case .mapping(let parts) where parts.contains { ["values", "when"].contains($0.key) }:
        addConditional(key, parts, entry, perLayer: perLayer)
      case .mapping(let nested): read(nested, prefix: key + ".", perLayer: perLayer)
      case .sequence(let values): add(key, values, entry, perLayer: perLayer, when: [])
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
    perLayer: Bool,
    when conditions: [SearchSpace.Condition]
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
    let keys = perLayer ? layerKeys(key, entry) : [LayerKey(key: key)]
    for key in keys {
      let merged = Self.merged(conditions + key.conditions)
      // A layer that no network has under these conditions is no key.
      if perLayer, requirements(of: merged).contains(where: { $0.values.isEmpty }) { continue }
      add(key.key, values, keyOrigin: entry.origin, when: merged)
    }
  }

  /// Adds a dimension that is spelled `{values: [...], when: {KEY: VALUE or [VALUES]}}`.
  private mutating func addConditional(
    _ key: String,
    _ parts: [ConfigEntry],
    _ entry: ConfigEntry,
    perLayer: Bool
  ) {
    var (values, conditions): ([ConfigNode]?, [SearchSpace.Condition]) = (nil, [])
    for part in parts {
      switch (part.key, part.value.content) {
      case ("values", .sequence(let nodes)): values = nodes
      case ("when", .mapping(let entries)):
        for entry in entries {
          guard let condition = condition(entry, of: key) else { return }
          conditions.append(condition)
        }
      default:
        return report(
          "expected values, a list, and when, a mapping, at search.space.\(key), "
            + "found \(part.key): \(part.value.summary)",
          part.value.origin,
          "\(key).\(part.key)"
        )
      }
    }
    guard let values else {
      let origin = entry.value.origin
      return report("expected values beside when at search.space.\(key)", origin, key)
    }
    add(key, values, entry, perLayer: perLayer, when: conditions)
  }

  /// Reads one entry of `when`: an earlier key of the space with some of its values.
  private func condition(_ entry: ConfigEntry, of key: String) -> SearchSpace.Condition? {
    let name = ConfigNode.steps(of: entry.key, layerNames: layerNames)?.joined(separator: ".")
    guard let earlier = dimensions.first(where: { $0.key == name }) else {
      report(
        "expected a key that search.space names before \(key) at search.space.\(key).when, "
          + "found '\(entry.key)'",
        entry.origin,
        key + ".when"
      )
      return nil
    }
    let nodes: [ConfigNode] =
      if case .sequence(let nodes) = entry.value.content { nodes } else { [entry.value] }
    let values = nodes.compactMap { node -> ConfigValue? in
      guard case .scalar(let scalar) = node.content else { return nil }
      let value = scalar.normalized
      return earlier.values.contains(value) ? value : nil
    }
    guard values.count == nodes.count, !values.isEmpty else {
      let known = earlier.values.map(\.description).joined(separator: ", ")
      report(
        "expected values of \(earlier.key) (\(known)) at search.space.\(key).when, "
          + "found \(entry.value.summary)",
        entry.value.origin,
        key + ".when"
      )
      return nil
    }
    return SearchSpace.Condition(key: earlier.key, values: values)
  }

  private mutating func add(
    _ key: String,
    _ values: [(value: ConfigValue, node: ConfigNode)],
    keyOrigin: ConfigOrigin,
    when conditions: [SearchSpace.Condition]
  ) {
    let names = layerNames
    let steps = ConfigNode.steps(of: key, layerNames: names)
    let key = steps?.joined(separator: ".") ?? key
    guard !dimensions.contains(where: { $0.key == key }) else {
      report("duplicate key '\(key)' at search.space", keyOrigin, key)
      return
    }
    let required = requirements(of: conditions)
    if let never = required.first(where: { $0.values.isEmpty }) {
      let problem = "its conditions leave no value of \(never.key)"
      return report(
        "expected a key that can be searched at search.space.\(key): \(problem)",
        keyOrigin,
        key
      )
    }
    for (_, node) in values {
      let isLegal = verify(node, key, keyOrigin: keyOrigin, layers: names, when: required)
      guard isLegal else { return }
    }
    dimensions.append(
      SearchSpace.Dimension(key: key, values: values.map(\.value), when: conditions)
    )
  }

  /// Whether the experiment resolves with this one value, and what it depends on; reports why not.
  private func verify(
    _ value: ConfigNode,
    _ key: String,
    keyOrigin: ConfigOrigin,
    layers: [String],
    when conditions: [SearchSpace.Condition]
  ) -> Bool {
    var tree = base
    let trial = ConfigDiagnostics(file: diagnostics.file)
    do {
      for condition in conditions {
        try tree.assign(
          ConfigNode(.scalar(condition.values[0]), at: keyOrigin),
          to: condition.key,
          keyOrigin: keyOrigin,
          layers: layers,
          file: trial.file
        )
      }
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

  /// The conditions with those that they depend on themselves, these first; of each key once, with the values
  /// that all of them allow.
  private func requirements(
    of conditions: [SearchSpace.Condition]
  ) -> [SearchSpace.Condition] {
    Self.merged(
      conditions.flatMap { condition in
        let earlier = dimensions.first { $0.key == condition.key }?.conditions ?? []
        return requirements(of: earlier) + [condition]
      }
    )
  }

  /// Returns `conditions` with one for each key, whose values all of them allow.
  private static func merged(_ conditions: [SearchSpace.Condition]) -> [SearchSpace.Condition] {
    var found: [SearchSpace.Condition] = []
    for condition in conditions {
      if let place = found.firstIndex(where: { $0.key == condition.key }) {
        found[place].values.removeAll { !condition.values.contains($0) }
      } else {
        found.append(condition)
      }
    }
    return found
  }

  func report(_ message: String, _ origin: ConfigOrigin, _ key: String) {
    diagnostics.report(
      message,
      at: origin,
      path: key.isEmpty ? "search.space" : "search.space.\(key)"
    )
  }
}
