extension SearchPlan {
  /// Reads the section `search` but for the space, which needs the resolved experiment.
  init(_ reader: ConfigReader) {
    self.init(
      target: Target.read(reader),
      minimize: reader.word("minimize", default: .flashBytes),
      constraints: Constraint.read(reader),
      strategy: Strategy.read(reader.section("strategy")),
      budget: Budget(reader.section("budget")),
      batch: reader.int("batch", in: 1...4096, default: 32),
      space: SearchSpace(dimensions: [])
    )
    _ = reader.take("space")
    reader.finish()
  }

  /// The canonical spelling.
  var node: ConfigNode {
    let target: ConfigNode =
      switch target {
      case nil: .string("none")
      case .accuracy(let accuracy): .map([("accuracy", .double(accuracy))])
      case .within(let points): .map([("within", .double(points))])
      }
    let budget: [(String, ConfigNode)] = [
      ("trials", budget.trials.map(ConfigNode.int) ?? .string("none")),
      ("minutes", budget.minutes.map(ConfigNode.double) ?? .string("none")),
    ]
    return .map([
      ("target", target), ("minimize", .string(minimize.rawValue)),
      ("constraints", .list(constraints.map { .string($0.description) })),
      ("strategy", .map([("kind", .string(strategy.rawValue))])), ("budget", .map(budget)),
      ("batch", .int(batch)),
      (
        "space",
        .map(space.dimensions.map { ($0.key, .list($0.values.map(ConfigNode.scalar))) })
      ),
    ])
  }
}

extension SearchPlan.Target {
  /// Reads `target`: a mapping with one of its keys, or `none`.
  fileprivate static func read(_ reader: ConfigReader) -> SearchPlan.Target? {
    guard let node = reader.take("target"), !node.isNone else { return nil }
    let section = ConfigReader(node, name: "target", parent: reader)
    guard case .mapping = node.content else { return nil }
    let hasBoth = section.contains("accuracy") && section.contains("within")
    guard !hasBoth, section.contains("accuracy") || section.contains("within") else {
      section.diagnostics.report(
        "expected either accuracy or within at \(section.path), found "
          + (hasBoth ? "both" : "neither"),
        at: node.origin,
        path: section.path
      )
      return nil
    }
    let target: SearchPlan.Target =
      section.contains("accuracy")
      ? .accuracy(section.double("accuracy", in: .positive(upTo: 1)))
      : .within(points: section.double("within", in: .closed(0...100)))
    section.finish()
    return target
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

extension SearchPlan.Strategy {
  fileprivate static func read(_ reader: ConfigReader) -> SearchPlan.Strategy {
    let kind: SearchPlan.Strategy = reader.word("kind", default: .random)
    reader.finish()
    return kind
  }
}

extension SearchPlan.Budget {
  fileprivate init(_ reader: ConfigReader) {
    func orNone<Value>(_ key: String, default fallback: Value?, read: () -> Value) -> Value? {
      guard let node = reader.peek(key) else { return fallback }
      guard node.isNone else { return read() }
      _ = reader.take(key)
      return nil
    }
    self.init(
      trials: orNone("trials", default: 400) { reader.int("trials", in: 1...1_000_000_000) },
      minutes: orNone("minutes", default: nil) {
        reader.double("minutes", in: .positive(upTo: 100_000))
      }
    )
    _ = (reader.take("trials"), reader.take("minutes"))
    reader.finish()
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
