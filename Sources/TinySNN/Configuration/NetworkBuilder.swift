import SpikingNetworks

/// Turns the items of `network` into layers, one after the other.
struct NetworkBuilder {
  /// The items read so far.
  private(set) var items: [NetworkItem] = []
  /// The layers finished so far.
  private(set) var layers: [LayerSpec] = []
  /// How the last layer becomes a class.
  private(set) var readout: Readout = .spikeCount
  private let reader: ConfigReader
  /// The synapses that still lack neurons.
  private var pending: (units: Int, bias: Bool)?
  private var hasReadout = false
  private var unitsOrigin: ConfigOrigin

  private enum Kind: String, CaseIterable {
    case dense, lif
    case integrateAndFire = "if"
    case readout
  }

  private enum ReadoutKind: String, CaseIterable {
    case spikeCount = "spike_count"
    case membrane
  }

  /// Creates a builder; `reader` stands for the list and gives paths and diagnostics.
  init(reader: ConfigReader) {
    self.reader = reader
    unitsOrigin = reader.origin
  }

  /// Reads element `index` of the list.
  mutating func add(_ element: ConfigNode, at index: Int) {
    guard case .mapping(let entries) = element.content, entries.count == 1 else {
      reader.report(
        "expected one layer such as `dense: {units: 10}` at network.\(index), "
          + "found \(element.summary)",
        at: element.origin,
        key: "\(index)"
      )
      return
    }
    let entry = entries[0]
    guard let kind = Kind(rawValue: entry.key) else {
      let kinds = Kind.allCases.map(\.rawValue).joined(separator: ", ")
      let hint = nearestName(to: entry.key, in: Kind.allCases.map(\.rawValue))
      reader.report(
        "unknown layer kind '\(entry.key)' at network.\(index); "
          + (hint.map { "did you mean '\($0)'?" } ?? "known kinds: \(kinds)"),
        at: entry.origin,
        key: "\(index)"
      )
      return
    }
    let parent = ConfigReader(nil, name: "\(index)", parent: reader)
    guard !hasReadout else {
      parent.report(
        "nothing may follow the readout at network.\(index), found '\(entry.key)'",
        at: entry.origin,
        key: entry.key
      )
      return
    }
    switch kind {
    case .dense: addDense(ConfigReader(entry.value, name: "dense", parent: parent), entry)
    case .lif:
      let section = ConfigReader(entry.value, name: "lif", parent: parent)
      let beta = section.double("beta", in: .closed(0...1), default: 0.9)
      let firing = NetworkBuilder.firing(section)
      items.append(.lif(beta: beta, firing: firing))
      addNeurons(NeuronSpec(beta: beta, firing: firing), section, entry)
    case .integrateAndFire:
      let section = ConfigReader(entry.value, name: "if", parent: parent)
      let firing = NetworkBuilder.firing(section)
      items.append(.integrateAndFire(firing))
      addNeurons(NeuronSpec(beta: 1, firing: firing), section, entry)
    case .readout: addReadout(entry, parent)
    }
  }

  private mutating func addDense(_ section: ConfigReader, _ entry: ConfigEntry) {
    unitsOrigin = entry.value["units"]?.origin ?? entry.origin
    let units = section.int("units", in: 1...4096)
    let bias = section.bool("bias", default: true)
    section.finish()
    if pending != nil {
      section.diagnostics.report(
        "expected neurons (lif or if) between two dense items at \(section.path)",
        at: entry.origin,
        path: section.path
      )
    }
    items.append(.dense(units: units, bias: bias))
    pending = (units, bias)
  }

  private mutating func addNeurons(
    _ neuron: NeuronSpec,
    _ section: ConfigReader,
    _ entry: ConfigEntry
  ) {
    section.finish()
    guard let synapses = pending else {
      section.diagnostics.report(
        "expected a dense item before \(section.path)",
        at: entry.origin,
        path: section.path
      )
      return
    }
    append(synapses, neuron)
  }

  private mutating func addReadout(_ entry: ConfigEntry, _ parent: ConfigReader) {
    hasReadout = true
    let kind: ReadoutKind
    var (beta, score) = (1.0, MembraneScore.sum)
    if case .mapping = entry.value.content {
      let section = ConfigReader(entry.value, name: "readout", parent: parent)
      kind = section.word("kind", required: .spikeCount)
      if kind == .membrane {
        beta = section.double("beta", in: .closed(0...1), default: beta)
        score = section.word("score", default: score)
      } else {
        section.dropGenerated(["beta", "score"])
      }
      section.finish()
    } else {
      kind = parent.word(entry.value, "readout", default: .spikeCount)
    }
    let path = parent.path("readout")
    switch (kind, pending) {
    case (.membrane, let synapses?):
      append(synapses, NeuronSpec(beta: beta, firing: nil))
      readout = .membrane(score)
      items.append(.membrane(beta: beta, score: score))
    case (.membrane, nil):
      parent.report(
        "expected a dense item before the membrane readout at \(path)",
        at: entry.origin,
        key: "readout"
      )
    case (.spikeCount, nil) where !layers.isEmpty:
      items.append(.spikeCount)
    case (.spikeCount, _):
      parent.report(
        "expected neurons (lif or if) before the spike_count readout at \(path)",
        at: entry.origin,
        key: "readout"
      )
    }
  }

  private mutating func append(_ synapses: (units: Int, bias: Bool), _ neuron: NeuronSpec) {
    layers.append(
      LayerSpec(
        name: "dense\(layers.count + 1)",
        connection: .dense(units: synapses.units, bias: synapses.bias),
        neuron: neuron
      )
    )
    pending = nil
  }

  private static func firing(_ section: ConfigReader) -> FiringSpec {
    // Networks compute in Float, which has to tell the threshold from 0.
    let threshold = section.double("threshold", in: .closed(1e-6...1e6), default: 1)
    let reset: ResetMode = section.word("reset", default: .subtract)
    let range = NumberRange(lower: -1_000_000, upper: threshold, excludesUpper: true)
    let resetValue = section.double("reset_value", in: range, default: 0)
    return FiringSpec(threshold: threshold, reset: reset, resetValue: resetValue)
  }

  /// Reports what is missing at the end.
  func finish(classes: (count: Int, dataset: String)) {
    guard hasReadout else {
      reader.diagnostics.report(
        "expected `readout: spike_count` or `readout: membrane` as the last item of network",
        at: reader.origin,
        path: "network"
      )
      return
    }
    guard case .dense(let units, _)? = layers.last?.connection, units != classes.count,
      let index = items.lastIndex(where: { if case .dense = $0 { true } else { false } })
    else { return }
    reader.diagnostics.report(
      "expected \(classes.count) units (the classes of \(classes.dataset)) "
        + "at network.\(index).dense.units, found \(units)",
      at: unitsOrigin,
      path: "network.\(index).dense.units"
    )
  }
}
