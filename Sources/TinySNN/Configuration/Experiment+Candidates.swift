import SpikingNetworks

extension Experiment {
  /// Returns the experiment with the values of `candidate`, resolved and checked again.
  ///
  /// The result equals what the text written by `yaml` would give with the same assignments. A kind that
  /// is assigned (`train.optimizer.kind`) drops the keys that only the former kind has.
  /// - Throws: The errors of an illegal combination of values.
  public func applying(_ candidate: Candidate) throws(ConfigurationErrors) -> Experiment {
    try applying(candidate, to: tree(withSearch: false))
  }

  /// Returns the experiment with the values of `candidate`; `tree` is its own without `search`, which a study
  /// makes once for all candidates.
  func applying(
    _ candidate: Candidate,
    to tree: ConfigNode
  ) throws(ConfigurationErrors) -> Experiment {
    var tree = tree
    let diagnostics = ConfigDiagnostics(file: nil)
    let layers = network.layers.map(\.name)
    let origin = ConfigOrigin.assignment("candidate")
    for assignment in candidate.assignments {
      do {
        try tree.assign(
          ConfigNode(.scalar(assignment.value), at: origin),
          to: assignment.key,
          keyOrigin: origin,
          layers: layers,
          file: nil
        )
      } catch {
        throw ConfigurationErrors([error])
      }
    }
    let result = Experiment(tree: tree, keeping: search, diagnostics: diagnostics)
    guard diagnostics.errors.isEmpty else { throw ConfigurationErrors(diagnostics.errors) }
    return result
  }
}

extension ConfigNode {
  /// Sets a key that a search may vary.
  ///
  /// - Throws: An error if the key would change what candidates are compared by, or does not exist.
  mutating func assign(
    _ value: ConfigNode,
    to key: String,
    keyOrigin: ConfigOrigin,
    layers: [String],
    file: String?
  ) throws(ConfigurationError) {
    guard let steps = ConfigNode.steps(of: key, layerNames: layers) else {
      throw ConfigurationError(
        keyOrigin,
        file: file,
        path: key,
        message: "expected a dotted key such as quantize.weights.bits, found '\(key)'"
      )
    }
    let isSearchable =
      switch steps[0] {
      case "train": !ModelSource.isNamed(by: steps)
      case "input", "network", "networks", "width", "quantize": true
      case "dataset": steps.count > 1 && steps[1] == "augment"
      default: false
      }
    guard isSearchable else {
      throw ConfigurationError(
        keyOrigin,
        file: file,
        path: key,
        message: "'\(key)' cannot be searched; "
          + "width and keys of input, network, networks, train, quantize and dataset.augment can"
      )
    }
    if steps == ["input", "timesteps"], isOfEvents {
      throw ConfigurationError(
        keyOrigin,
        file: file,
        path: key,
        message:
          "'\(key)' cannot be searched with events, whose frames are made once for all candidates"
      )
    }
    try set(steps, to: value, keyOrigin: keyOrigin, file: file)
  }

  /// Whether the inputs of this experiment are events.
  private var isOfEvents: Bool {
    guard case .scalar(let coding)? = self["input"]?["coding"]?.content else { return false }
    return coding == .string(InputCoding.events.rawValue)
  }
}
