import SpikingNetworks

extension SearchPlan {
  /// Reads the section `search` but for the space, which needs the resolved experiment.
  init(_ reader: ConfigReader) {
    let (target, confidence) = Target.read(reader)
    self.init(
      target: target,
      confidence: confidence,
      minimize: Objective(reader),
      constraints: Constraint.read(reader),
      strategy: StrategyPlan(reader.section("strategy")),
      earlyStop: reader.orNone("early_stop", default: 0.001) {
        reader.double("early_stop", in: .belowOne)
      },
      repeats: reader.int("repeats", in: 1...1000, default: 1),
      twin: reader.bool("twin", default: true),
      budget: Budget(reader.section("budget")),
      batch: reader.int("batch", in: 1...4096, default: 32),
      space: SearchSpace(dimensions: [])
    )
    _ = reader.take("space")
    reader.finish()
  }

  /// The canonical spelling.
  var node: ConfigNode {
    let confidence = confidence.map { [("confidence", ConfigNode.double($0))] } ?? []
    let target: ConfigNode =
      switch target {
      case nil: .string("none")
      case .accuracy(let accuracy): .map([("accuracy", .double(accuracy))] + confidence)
      case .within(let points): .map([("within", .double(points))] + confidence)
      }
    let budget: [(String, ConfigNode)] = [
      ("trials", budget.trials.map(ConfigNode.int) ?? .string("none")),
      ("minutes", budget.minutes.map(ConfigNode.double) ?? .string("none")),
    ]
    return .map([
      ("target", target), ("minimize", .string(minimize.kind.rawValue)),
      ("reward", minimize.rewardNode),
      ("constraints", .list(constraints.map { .string($0.description) })),
      ("strategy", strategy.node),
      ("early_stop", earlyStop.map(ConfigNode.double) ?? .string("none")),
      ("repeats", .int(repeats)), ("twin", .bool(twin)), ("budget", .map(budget)),
      ("batch", .int(batch)),
      (
        "space",
        .map(space.dimensions.map { ($0.key, $0.node) })
      ),
    ])
  }
}

extension SearchPlan.Target {
  /// Reads `target`, a mapping with one of its keys or `none`, and its confidence.
  fileprivate static func read(
    _ reader: ConfigReader
  ) -> (SearchPlan.Target?, confidence: Double?) {
    guard let node = reader.take("target"), !node.isNone else { return (nil, nil) }
    let section = ConfigReader(node, name: "target", parent: reader)
    guard case .mapping = node.content else { return (nil, nil) }
    let hasBoth = section.contains("accuracy") && section.contains("within")
    guard !hasBoth, section.contains("accuracy") || section.contains("within") else {
      section.diagnostics.report(
        "expected either accuracy or within at \(section.path), found "
          + (hasBoth ? "both" : "neither"),
        at: node.origin,
        path: section.path
      )
      return (nil, nil)
    }
    let target: SearchPlan.Target =
      section.contains("accuracy")
      ? .accuracy(section.double("accuracy", in: .positive(upTo: 1)))
      : .within(points: section.double("within", in: .closed(0...100)))
    let confidence =
      section.contains("confidence")
      ? section.double("confidence", in: .closed(0.5...0.9999)) : nil
    section.finish()
    return (target, confidence)
  }
}

extension Objective {
  /// The weights of a reward that a configuration does not spell out.
  private static let standardWeight = 0.1

  /// Reads `minimize`, and the section `reward`.
  fileprivate init(_ reader: ConfigReader) {
    let kind: Kind = reader.word("minimize", default: .flashBytes)
    let weights = reader.section("reward")
    if kind != .reward, let name = weights.keys.first {
      reader.report(
        "expected no weights of a reward at \(weights.path), found '\(name)': "
          + "minimize is \(kind.rawValue)",
        at: weights.origin,
        key: "reward"
      )
    }
    let memory = weights.double("memory", in: .closed(0...1000), default: Self.standardWeight)
    let energy = weights.double("energy", in: .closed(0...1000), default: Self.standardWeight)
    weights.finish()
    switch kind {
    case .flashBytes: self = .flashBytes
    case .ramBytes: self = .ramBytes
    case .synops: self = .synops
    case .spikes: self = .spikes
    case .energyHorowitz45nm: self = .energy(.horowitz45nm)
    case .energyLemaire2022: self = .energy(.lemaire2022)
    case .reward: self = .reward(memory: memory, energy: energy)
    }
  }

  /// The canonical spelling of the weights; empty but for a reward.
  fileprivate var rewardNode: ConfigNode {
    switch self {
    case .flashBytes, .ramBytes, .synops, .spikes, .energy: .map([])
    case .reward(let memory, let energy):
      .map([("memory", .double(memory)), ("energy", .double(energy))])
    }
  }
}

extension SearchSpace.Dimension {
  /// The canonical spelling: a list, or a mapping where the key depends on others.
  fileprivate var node: ConfigNode {
    let values = ConfigNode.list(values.map(ConfigNode.scalar))
    guard !conditions.isEmpty else { return values }
    return .map([
      ("values", values),
      (
        "when",
        .map(conditions.map { ($0.key, .list($0.values.map(ConfigNode.scalar))) })
      ),
    ])
  }
}

extension Constraint {
  fileprivate static func read(_ reader: ConfigReader) -> [Constraint] {
    let list = ConfigReader(nil, name: "constraints", parent: reader)
    return (reader.list("constraints") ?? []).enumerated().compactMap { index, node in
      if case .scalar(.string(let text)) = node.content,
        let constraint = try? Constraint(parsing: text)
      {
        return constraint
      }
      let metrics = Metric.allCases.map(\.rawValue).joined(separator: " | ")
      return list.wrong(node, "\(index)", "METRIC <= NUMBER with \(metrics)", nil)
    }
  }
}

extension SearchPlan.Budget {
  fileprivate init(_ reader: ConfigReader) {
    self.init(
      trials: reader.orNone("trials", default: 400) {
        reader.int("trials", in: 1...1_000_000_000)
      },
      minutes: reader.orNone("minutes", default: nil) {
        reader.double("minutes", in: .positive(upTo: 100_000))
      }
    )
    reader.finish()
  }
}

extension ConfigReader {
  /// Returns what `read` reads under `key`, `fallback` if the text lacks the key, and nil for `none`.
  func orNone<Value>(_ key: String, default fallback: Value?, read: () -> Value) -> Value? {
    guard let node = peek(key) else {
      _ = take(key)
      return fallback
    }
    guard node.isNone else { return read() }
    _ = take(key)
    return nil
  }
}

extension ConfigNode {
  /// Whether the node says that something is absent: `none`, `null` or nothing.
  var isNone: Bool {
    switch content {
    case .null, .scalar(.string("none")): true
    case .scalar, .mapping, .sequence: false
    }
  }
}
