import SpikingNetworks

extension RegularizerSpec {
  /// Describes the penalties as YAML spells them.
  fileprivate enum Kind: String, CaseIterable {
    case synaptic, spikes, hoyer
    case hoyerSquare = "hoyer_square"
    case operations = "synops_target"
    case firingRate = "firing_rate"
    case logits
    case weightDecay = "weight_decay"
    case membrane
  }

  /// Reads the list `train.regularizers`.
  ///
  /// - Parameter network: What is trained, or nil if it is wrong itself.
  static func read(_ reader: ConfigReader, of network: NetworkSpec?) -> [RegularizerSpec] {
    let entry = reader.peek("regularizers")
    let list = ConfigReader(nil, name: "regularizers", parent: reader)
    let regularizers = (reader.list("regularizers") ?? []).enumerated().map { index, node in
      RegularizerSpec(ConfigReader(node, name: "\(index)", parent: list))
    }
    do { try network?.check(regularizers) } catch {
      let place = reader.path("regularizers")
      reader.report("\(error) at \(place)", at: entry?.origin ?? reader.origin, key: "regularizers")
    }
    return regularizers
  }

  private init(_ reader: ConfigReader) {
    let kind = reader.word("kind", required: Kind.synaptic)
    let strength = reader.double("strength", in: .closed(0...1_000_000))
    self.init(
      Penalty(kind, reader),
      strength: strength,
      ramp: RampSpec.read(reader),
      layers: kind == .logits ? nil : reader.layerNames("layers")
    )
    reader.dropGenerated(Penalty.keys + ["layers"])
    reader.finish()
  }

  /// The canonical spelling.
  var node: ConfigNode {
    let (kind, parts) = penalty.spelling
    var entries: [(String, ConfigNode)] = [
      ("kind", .string(kind.rawValue)), ("strength", .double(strength)),
    ]
    entries += parts + [("ramp", ramp.node)]
    if kind != .logits { entries.append(("layers", .list((layers ?? []).map(ConfigNode.string)))) }
    return .map(entries)
  }
}

extension Penalty {
  /// Every key that some penalty has beside those of all.
  fileprivate static let keys = [
    "p", "scope", "sides", "fraction", "operations", "target", "lower", "upper",
  ]

  fileprivate init(_ kind: RegularizerSpec.Kind, _ reader: ConfigReader) {
    func power() -> Int { reader.int("p", in: 1...2, default: 1) }
    func scope() -> PenaltyScope { reader.word("scope", default: .network) }
    func sides() -> PenaltySides { reader.word("sides", default: .both) }
    switch kind {
    case .synaptic: self = .synaptic(p: power())
    case .spikes: self = .spikes(p: power(), scope: scope())
    case .hoyer: self = .hoyer
    case .hoyerSquare: self = .hoyerSquare
    case .operations:
      self = .operations(target: OperationTarget.read(reader), scope: scope(), sides: sides())
    case .firingRate:
      self = .firingRate(target: reader.double("target", in: .closed(0...1)), sides: sides())
    case .logits: self = .logits
    case .weightDecay: self = .weightDecay
    case .membrane:
      self = .membrane(
        lower: reader.double("lower", in: .closed(-1000...0), default: -1),
        upper: reader.double("upper", in: .closed(0...1000), default: 2)
      )
    }
  }

  /// The kind, and the keys that belong to it.
  fileprivate var spelling: (kind: RegularizerSpec.Kind, parts: [(String, ConfigNode)]) {
    func word(_ key: String, _ value: some RawRepresentable<String>) -> (String, ConfigNode) {
      (key, .string(value.rawValue))
    }
    return switch self {
    case .synaptic(let p): (.synaptic, [("p", .int(p))])
    case .spikes(let p, let scope): (.spikes, [("p", .int(p)), word("scope", scope)])
    case .hoyer: (.hoyer, [])
    case .hoyerSquare: (.hoyerSquare, [])
    case .operations(let target, let scope, let sides):
      (.operations, [target.entry, word("scope", scope), word("sides", sides)])
    case .firingRate(let target, let sides):
      (.firingRate, [("target", .double(target)), word("sides", sides)])
    case .logits: (.logits, [])
    case .weightDecay: (.weightDecay, [])
    case .membrane(let lower, let upper):
      (.membrane, [("lower", .double(lower)), ("upper", .double(upper))])
    }
  }
}

extension OperationTarget {
  /// Reads `fraction` or `operations`, of which there is one.
  fileprivate static func read(_ reader: ConfigReader) -> OperationTarget {
    // A resolved experiment wrote one of them; the other one may be assigned to it.
    let written = ["fraction", "operations"].filter { reader.contains($0) }
    let own = written.filter { reader.peek($0)?.origin != .generated }
    let key = own.first ?? written.first ?? "fraction"
    if own.count > 1, let node = reader.take("operations") {
      return reader.wrong(node, "operations", "no operations beside fraction", .fraction(1))
    }
    guard key == "fraction" else {
      return .operations(reader.double("operations", in: .positive(upTo: 1e15)))
    }
    guard !written.isEmpty else {
      return reader.missing(
        "fraction",
        "a number above 0 and at most 1, or operations",
        .fraction(1)
      )
    }
    return .fraction(reader.double("fraction", in: .positive(upTo: 1)))
  }

  fileprivate var entry: (String, ConfigNode) {
    switch self {
    case .fraction(let fraction): ("fraction", .double(fraction))
    case .operations(let operations): ("operations", .double(operations))
    }
  }
}

extension RampSpec {
  /// Reads `ramp`: a truth value, or a section with `from` and `to`.
  fileprivate static func read(_ reader: ConfigReader) -> RampSpec {
    switch reader.peek("ramp")?.content {
    case .mapping:
      let section = reader.section("ramp")
      let from = section.double("from", in: .belowOne, default: 0)
      let range = NumberRange(lower: from, upper: 1, excludesLower: true)
      let ramp = RampSpec.linear(from: from, to: section.double("to", in: range, default: 1))
      section.finish()
      return ramp
    case .scalar(.bool(let isWhole)):
      _ = reader.take("ramp")
      return isWhole ? .whole : .constant
    case .scalar, .sequence, .null:
      guard let node = reader.take("ramp") else { return .constant }
      return reader.wrong(node, "ramp", "true, false, or a mapping with from and to", .constant)
    case nil: return .constant
    }
  }

  fileprivate var node: ConfigNode {
    switch self {
    case .constant: .bool(false)
    case .whole: .bool(true)
    case .linear(let from, let to): .map([("from", .double(from)), ("to", .double(to))])
    }
  }
}
