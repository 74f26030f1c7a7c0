import SpikingNetworks

/// Turns the items of `network` into layers, one after the other.
///
/// A layer is spelled `[pool] [dropout] [flatten] synapses [norm] [pool] neurons`: `front` collects what
/// precedes the synapses, `pending` holds them until their neurons come.
struct NetworkBuilder {
  /// The items read so far.
  var items: [NetworkItem] = []
  /// The layers finished so far.
  private(set) var layers: [LayerSpec] = []
  /// How the last layer becomes a class.
  var readout: Readout = .spikeCount
  /// What stands in front of the synapses of the next layer.
  var front = LayerFront()
  /// The synapses that still lack neurons.
  var pending: PendingSynapses?
  /// Where the synapses of each layer stand.
  private(set) var places: [ItemPlace] = []
  /// What the last layer emits, or the sample; nil behind a layer that does not fit.
  private(set) var shape: SampleShape?
  /// The number of layers up to the first one without neurons or with more than a network can have.
  private(set) var measuredCount = 0
  /// What enters the first layer.
  let input: InputSpec
  /// Stands for the list, and gives paths and diagnostics.
  let reader: ConfigReader
  private var hasReadout = false
  private let errorCount: Int

  /// Creates a builder; `reader` stands for the list and gives paths and diagnostics.
  init(reader: ConfigReader, input: InputSpec) {
    self.reader = reader
    self.input = input
    shape = input.shape
    errorCount = reader.diagnostics.errors.count
  }

  /// Whether an error of the network was reported.
  var hasErrors: Bool { reader.diagnostics.errors.count > errorCount }

  /// Reads element `index` of the list.
  mutating func add(_ element: ConfigNode, at index: Int) {
    guard let entry = NetworkBuilder.entry(element) else {
      reader.report(
        "expected one layer such as `dense: {units: 10}` at network.\(index), "
          + "found \(element.summary)",
        at: element.origin,
        key: "\(index)"
      )
      return
    }
    guard let kind = NetworkItemKind(rawValue: entry.key) else {
      let kinds = NetworkItemKind.allCases.map(\.rawValue)
      let hint = nearestName(to: entry.key, in: kinds)
      reader.report(
        "unknown layer kind '\(entry.key)' at network.\(index); "
          + (hint.map { "did you mean '\($0)'?" }
            ?? "known kinds: \(kinds.joined(separator: ", "))"),
        at: entry.origin,
        key: "\(index)"
      )
      return
    }
    let place = ItemPlace(index: index, kind: kind, entry: entry, list: reader)
    guard !hasReadout else {
      place.parent.report(
        "nothing may follow the readout at network.\(index), found '\(entry.key)'",
        at: entry.origin,
        key: entry.key
      )
      return
    }
    switch kind {
    case .dense: addDense(place)
    case .conv: addConvolution(.conv, place)
    case .depthwise: addConvolution(.depthwise, place)
    case .conv1d: addConvolution(.conv1d, place)
    case .pool: addPool(place)
    case .dropout: addDropout(place)
    case .flatten: addFlatten(place)
    case .norm: addNorm(place)
    case .lif: addNeurons(.lif, place)
    case .integrateAndFire: addNeurons(.integrateAndFire, place)
    case .synaptic: addNeurons(.synaptic, place)
    case .alif: addNeurons(.alif, place)
    case .relu: addRectifiers(place)
    case .readout:
      hasReadout = true
      addReadout(place)
    }
  }

  /// Returns the one entry of an item, which may be a bare word that needs no keys.
  private static func entry(_ element: ConfigNode) -> ConfigEntry? {
    switch element.content {
    case .mapping(let entries) where entries.count == 1: entries[0]
    case .scalar(.string(let word))
    where word == NetworkItemKind.flatten.rawValue || NetworkItemKind(rawValue: word) == nil:
      ConfigEntry(key: word, origin: element.origin, value: ConfigNode(.null, at: element.origin))
    case .null, .scalar, .mapping, .sequence: nil
    }
  }

  /// Makes a layer of the pending synapses and `neuron`.
  mutating func append(_ synapses: PendingSynapses, _ neuron: NeuronSpec) {
    let layer = LayerSpec(
      name: (synapses.place.kind.layerStem ?? "") + "\(layers.count + 1)",
      inputPool: front.pool,
      dropout: front.dropout ?? 0,
      connection: synapses.connection,
      norm: synapses.norm,
      currentPool: synapses.currentPool,
      isRecurrent: synapses.isRecurrent,
      neuron: neuron
    )
    if let input = shape {
      // Sizes are products: behind a layer beyond all bounds they are not computed any more.
      let neurons = LayerGeometry(layer, input: input).neurons
      shape = (1...65536).contains(neurons.count) ? neurons : nil
      measuredCount += 1
    }
    layers.append(layer)
    places.append(synapses.place)
    pending = nil
    front = LayerFront()
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
    checkSizes()
    checkClasses(classes)
  }
}
