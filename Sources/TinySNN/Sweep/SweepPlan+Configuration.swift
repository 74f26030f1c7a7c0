extension SweepPlan {
  /// Reads the section `sweep`.
  ///
  /// - Parameter seed: The seed of the experiment, which runs if no others are given.
  init(_ reader: ConfigReader, seed: UInt64) {
    question = reader.line("question")
    source = reader.orNone("source", default: nil) { reader.line("source") }
    seeds = reader.numbers("seeds", "whole numbers from 0 to \(Int.max)", default: [seed]) {
      $0.wholeNumber.flatMap(UInt64.init(exactly:))
    }
    folds = reader.orNone("folds", default: nil) { reader.int("folds", in: 2...100) }
    losses = reader.numbers("losses", "numbers in 0...100", default: [0.2, 1]) {
      $0.number.flatMap { (0...100).contains($0) ? $0 : nil }
    }
    let nodes = reader.list("curves")
    let list = ConfigReader(nil, name: "curves", parent: reader)
    curves = (nodes ?? []).enumerated().map { index, node in
      SweepCurve(ConfigReader(node, name: "\(index)", parent: list))
    }
    if curves.isEmpty, nodes != nil || !reader.contains("curves") {
      reader.missing("curves", "a list of at least one curve, {name, set, vary}", ())
    }
    baseline = curves.first?.name ?? ""
    checkNames(reader)
    if let node = reader.take("baseline") { readBaseline(node, reader) }
    if let curve = curves.first(where: { $0.name == baseline }), let variation = curve.variation {
      reader.report(
        "expected one point of the baseline at sweep.curves, found "
          + "\(variation.values.count) values of \(variation.key) in '\(baseline)'",
        at: variation.origin,
        key: "curves"
      )
    }
    reader.finish()
  }

  private func checkNames(_ reader: ConfigReader) {
    for (index, curve) in curves.enumerated()
    where !curve.name.isEmpty && curves[..<index].contains(where: { $0.name == curve.name }) {
      reader.report(
        "duplicate curve '\(curve.name)' at sweep.curves.\(index).name",
        at: reader.peek("curves")?.origin ?? reader.origin,
        key: "curves.\(index).name"
      )
    }
  }

  private mutating func readBaseline(_ node: ConfigNode, _ reader: ConfigReader) {
    let names = curves.map(\.name)
    if case .scalar(.string(let name)) = node.content {
      if names.contains(name) { return baseline = name }
      if let nearest = nearestName(to: name, in: names) {
        return reader.report(
          "no curve '\(name)' for sweep.baseline; did you mean '\(nearest)'?",
          at: node.origin,
          key: "baseline"
        )
      }
    }
    reader.wrong(node, "baseline", "the name of a curve (\(names.joined(separator: ", ")))", ())
  }

  /// The canonical spelling.
  var node: ConfigNode {
    .map([
      ("question", .string(question)),
      ("source", .string(source ?? "none")),
      ("seeds", .list(seeds.map { .int(Int($0)) })),
      ("folds", folds.map(ConfigNode.int) ?? .string("none")),
      ("losses", .list(losses.map(ConfigNode.double))),
      ("baseline", .string(baseline)),
      ("curves", .list(curves.map(\.node))),
    ])
  }
}

extension SweepCurve {
  fileprivate init(_ reader: ConfigReader) {
    name = reader.line("name")
    source = reader.orNone("source", default: nil) { reader.line("source") }
    assignments = []
    if let node = reader.take("set") {
      switch node.content {
      case .null: break
      case .mapping(let entries): assignments = entries
      case .scalar, .sequence:
        reader.wrong(node, "set", "a mapping of keys such as train.epochs to values", ())
      }
    }
    variation = reader.orNone("vary", default: .some(nil)) { Variation.read(reader) } ?? nil
    reader.finish()
  }

  fileprivate var node: ConfigNode {
    let keys = assignments.map { entry in
      ConfigEntry(
        key: entry.key,
        origin: .generated,
        value: entry.value.relocated(to: .generated)
      )
    }
    let vary = variation.map { variation in
      ConfigNode.map([(variation.key, .list(variation.values.map { .scalar($0.value) }))])
    }
    return .map([
      ("name", .string(name)), ("source", .string(source ?? "none")),
      ("set", ConfigNode(.mapping(keys))), ("vary", vary ?? .string("none")),
    ])
  }
}

extension SweepCurve.Variation {
  /// Reads `vary`: one key with a list of distinct scalars; reports anything else.
  fileprivate static func read(_ reader: ConfigReader) -> Self? {
    guard let node = reader.take("vary") else { return nil }
    guard case .mapping(let entries) = node.content, entries.count == 1,
      case .sequence(let elements) = entries[0].value.content, !elements.isEmpty
    else {
      let expected = "one key with a list of values, such as {train.epochs: [5, 10]},"
      reader.wrong(node, "vary", expected, ())
      return nil
    }
    var values: [(value: ConfigValue, origin: ConfigOrigin)] = []
    for element in elements {
      guard case .scalar(let scalar) = element.content,
        !values.contains(where: { $0.value == scalar.normalized })
      else {
        reader.wrong(element, "vary.\(entries[0].key)", "distinct plain values", ())
        return nil
      }
      values.append((scalar.normalized, element.origin))
    }
    return Self(key: entries[0].key, origin: entries[0].origin, values: values)
  }
}

extension ConfigReader {
  /// Returns the line of text under `key`, which is required.
  fileprivate func line(_ key: String) -> String {
    let expected = "a text of one line"
    guard contains(key) else {
      _ = take(key)
      return missing(key, expected, "")
    }
    return string(key, expected: expected, default: "") { text in
      !text.isEmpty && !text.contains(where: \.isNewline)
    }
  }

  /// Returns the distinct numbers of the list under `key`, or `fallback` if the text lacks it.
  fileprivate func numbers<Number: Equatable>(
    _ key: String,
    _ expected: String,
    default fallback: [Number],
    read: (ConfigValue) -> Number?
  ) -> [Number] {
    guard let node = take(key) else { return fallback }
    guard case .sequence(let elements) = node.content, !elements.isEmpty else {
      return wrong(node, key, "a list of \(expected)", fallback)
    }
    var numbers: [Number] = []
    for element in elements {
      guard case .scalar(let value) = element.content, let number = read(value),
        !numbers.contains(number)
      else { return wrong(element, key, "a list of distinct \(expected)", fallback) }
      numbers.append(number)
    }
    return numbers
  }
}
