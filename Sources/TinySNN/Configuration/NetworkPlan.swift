import SpikingNetworks

/// The network as the configuration spells it: a list of items, and the layers that they make.
public struct NetworkPlan: Codable, Hashable, Sendable {
  /// The items in the order of the configuration.
  public private(set) var items: [NetworkItem]
  /// The layers `conv1`, `dense2`, ...: synapses with the neurons that follow them.
  public private(set) var layers: [LayerSpec]
  /// How the last layer becomes a class.
  public private(set) var readout: Readout

  /// Creates a plan from items that `NetworkPlan.init(root:input:classes:)` has found legal.
  fileprivate init(items: [NetworkItem], layers: [LayerSpec], readout: Readout) {
    self.items = items
    self.layers = layers
    self.readout = readout
  }
}

extension NetworkPlan {
  /// Reads the list `network` of `root`, and reports what makes no network.
  ///
  /// - Parameters:
  ///   - input: What enters the first layer.
  ///   - classes: What the last layer has to have, and the data set that says so.
  init(root: ConfigReader, input: InputSpec, classes: (count: Int, dataset: String)) {
    let elements = root.list("network") ?? []
    guard !elements.isEmpty else {
      switch root.peek("network")?.content {
      case nil: root.missing("network", "a list of layers", ())
      case .sequence?, .null?:
        root.report("expected at least one layer at network", at: root.origin, key: "network")
      case .scalar?, .mapping?: break  // `list` has reported it
      }
      self.init(items: [], layers: [], readout: .spikeCount)
      return
    }
    let entry = ConfigNode(.null, at: elements[0].origin)
    let reader = ConfigReader(entry, name: "network", parent: root)
    var builder = NetworkBuilder(reader: reader, input: input)
    for (index, element) in elements.enumerated() {
      builder.add(element, at: index)
    }
    builder.finish(classes: classes)
    self.init(items: builder.items, layers: builder.layers, readout: builder.readout)
  }

  /// The names of the layers that a list `network` makes, whether or not it is legal.
  static func layerNames(of network: ConfigNode?) -> [String] {
    guard case .sequence(let elements) = network?.content else { return [] }
    let stems = elements.compactMap { element -> String? in
      guard case .mapping(let entries) = element.content, let key = entries.first?.key else {
        return nil
      }
      return NetworkItemKind(rawValue: key)?.layerStem
    }
    return stems.enumerated().map { "\($1)\($0 + 1)" }
  }

  /// The canonical spelling.
  var node: ConfigNode { .list(items.map(\.node)) }
}
