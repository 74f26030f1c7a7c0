import SpikingNetworks

/// Resolves the points of a sweep, and says which keys and values make no experiment.
struct SweepPointReader {
  /// What the curves change.
  let experiment: Experiment
  /// Where errors go.
  let diagnostics: ConfigDiagnostics
  /// Where the sources of networks are, which curves may name.
  let files: SourceFiles

  /// The sections whose keys change a training, as configurations spell them.
  private static let sections =
    Experiment.trainingSections.subtracting(["seed"]).union(["networks", "width"])
  /// The keys of `dataset` that leave every sample in its part.
  private static let sampleKeys: Set = ["augment", "features", "frames"]

  /// Returns the points of `plan` that can be resolved; the others are reported.
  ///
  /// - Parameter plan: What its curves take from files is written into it: the sweep does not depend on them any more.
  func points(of plan: inout SweepPlan) -> [SweepPoint] {
    let base = experiment.tree(withSearch: false)
    var points: [SweepPoint] = []
    var identities: [String: String] = [:]
    for index in plan.curves.indices {
      let found = self.points(of: &plan.curves[index], at: index, base)
      let curve = plan.curves[index]
      for point in found {
        let name = Self.name(curve, point.value)
        if let other = identities.updateValue(name, forKey: point.experiment.trainingIdentity) {
          report("\(name) trains the same as \(other) at sweep.curves", curve, point.value)
        }
        points.append(point)
      }
    }
    return points
  }

  private func points(
    of curve: inout SweepCurve,
    at index: Int,
    _ base: ConfigNode
  ) -> [SweepPoint] {
    do throws(ConfigurationErrors) {
      var tree = base
      for entry in curve.assignments {
        try assign(entry.value, to: entry.key, entry.origin, in: &tree)
      }
      try files.resolve(&tree, of: diagnostics.file ?? "")
      for place in curve.assignments.indices {
        let steps = curve.assignments[place].key.split(separator: ".").map(String.init)
        if let node = tree.node(at: steps) { curve.assignments[place].value = node }
      }
      guard let variation = curve.variation else {
        let experiment = resolve(tree, curve, nil)
        return experiment.map { [SweepPoint(curve: index, value: nil, experiment: $0)] } ?? []
      }
      if ModelSource.isNamed(by: variation.key.split(separator: ".").map(String.init)) {
        throw failure(
          variation.origin,
          variation.key,
          "a network that others come from cannot vary; curves name it by set, one each"
        )
      }
      var points: [SweepPoint] = []
      for (value, origin) in variation.values {
        var varied = tree
        let node = ConfigNode(.scalar(value), at: origin)
        try assign(node, to: variation.key, variation.origin, in: &varied)
        try files.resolve(&varied, of: diagnostics.file ?? "")
        // What is wrong with one value is mostly wrong with all.
        guard let experiment = resolve(varied, curve, value) else { return [] }
        points.append(SweepPoint(curve: index, value: value, experiment: experiment))
      }
      return points
    } catch {
      diagnostics.errors += error.errors
      return []
    }
  }

  private func assign(
    _ value: ConfigNode,
    to key: String,
    _ origin: ConfigOrigin,
    in tree: inout ConfigNode
  ) throws(ConfigurationErrors) {
    let steps = ConfigNode.steps(of: key, layerNames: experiment.network.layers.map(\.name))
    guard let steps, Self.sections.contains(steps[0]) else {
      let sections = Self.sections.sorted().joined(separator: ", ")
      throw failure(origin, key, "'\(key)' changes no training; keys of \(sections) do")
    }
    guard steps[0] != "dataset" || (steps.count > 1 && Self.sampleKeys.contains(steps[1])) else {
      let keys = Self.sampleKeys.sorted().map { "dataset." + $0 }.joined(separator: ", ")
      throw failure(
        origin,
        key,
        "'\(key)' may divide the samples anew, but curves are compared on the same ones; \(keys) may change"
      )
    }
    do {
      // The hash is that of the model whose place this one takes.
      if ModelSource.isNamed(by: steps), steps.last == "model",
        var section = tree.node(at: steps.dropLast()), section.remove("hash") != nil
      {
        try tree.set(steps.dropLast(), to: section, keyOrigin: origin, file: diagnostics.file)
      }
      try tree.set(steps, to: value, keyOrigin: origin, file: diagnostics.file)
    } catch { throw ConfigurationErrors([error]) }
  }

  private func failure(
    _ origin: ConfigOrigin,
    _ key: String,
    _ message: String
  ) -> ConfigurationErrors {
    ConfigurationErrors([
      ConfigurationError(origin, file: diagnostics.file, path: key, message: message)
    ])
  }

  private func resolve(
    _ tree: ConfigNode,
    _ curve: SweepCurve,
    _ value: ConfigValue?
  ) -> Experiment? {
    let trial = ConfigDiagnostics(file: diagnostics.file)
    let result = Experiment(tree: tree, keeping: experiment.search, diagnostics: trial)
    if trial.errors.isEmpty, result.isRectified {
      report(
        "expected neurons that fire in \(Self.name(curve, value)), found relu: rectifiers make no synaptic "
          + "operations; a spiking network can start from theirs (train.start)",
        curve,
        value
      )
      return nil
    }
    for error in trial.errors {
      if error.line == nil && error.file == nil {
        // What the text does not show is an effect of the curve.
        report("\(error.message) (curve \(Self.name(curve, value)))", curve, value)
      } else {
        diagnostics.errors.append(error)
      }
    }
    return trial.errors.isEmpty ? result : nil
  }

  private func report(_ message: String, _ curve: SweepCurve, _ value: ConfigValue?) {
    let place = curve.variation?.values.first { $0.value == value }?.origin
    diagnostics.report(
      message,
      at: place ?? curve.assignments.first?.origin ?? .generated,
      path: "sweep.curves"
    )
  }

  private static func name(_ curve: SweepCurve, _ value: ConfigValue?) -> String {
    "'\(curve.name)'" + (value.map { " at \($0)" } ?? "")
  }
}

extension ConfigNode {
  /// Returns the node at a path of keys and of positions in lists; nil if there is none.
  fileprivate func node(at steps: some Collection<String>) -> ConfigNode? {
    guard let step = steps.first else { return self }
    switch content {
    case .mapping: return self[step]?.node(at: Array(steps.dropFirst()))
    case .sequence(let elements):
      guard let index = Int(step), elements.indices.contains(index) else { return nil }
      return elements[index].node(at: Array(steps.dropFirst()))
    case .null, .scalar: return nil
    }
  }
}
