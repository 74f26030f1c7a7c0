import SpikingNetworks

/// The network as the configuration spells it: a list of items, and the layers that they make.
public struct NetworkPlan: Codable, Hashable, Sendable {
  /// The items in the order of the configuration.
  public private(set) var items: [NetworkItem]
  /// The layers `dense1`, `dense2`, ...: synapses with the neurons that follow them.
  public private(set) var layers: [LayerSpec]
  /// How the last layer becomes a class.
  public private(set) var readout: Readout

  /// Creates a plan from items that `NetworkPlan.init(_:reader:)` has found legal.
  fileprivate init(items: [NetworkItem], layers: [LayerSpec], readout: Readout) {
    self.items = items
    self.layers = layers
    self.readout = readout
  }
}

/// One element of the list `network`.
public enum NetworkItem: Codable, Hashable, Sendable {
  /// Synapses from every input to each of `units` neurons.
  case dense(units: Int, bias: Bool)
  /// Leaky integrate-and-fire neurons.
  case lif(beta: Double, firing: FiringSpec)
  /// Integrate-and-fire neurons: no decay.
  case integrateAndFire(FiringSpec)
  /// The class with most spikes.
  case spikeCount
  /// The class with the largest membrane, of neurons that decay by `beta` and never fire.
  case membrane(beta: Double, score: MembraneScore)
}

extension NetworkPlan {
  /// Reads the list `network` of `root`, and reports what makes no network.
  ///
  /// - Parameter classCount: What the last layer has to have.
  init(root: ConfigReader, classes: (count: Int, dataset: String)) {
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
    var builder = NetworkBuilder(reader: reader)
    for (index, element) in elements.enumerated() {
      builder.add(element, at: index)
    }
    builder.finish(classes: classes)
    self.init(items: builder.items, layers: builder.layers, readout: builder.readout)
  }

  /// The names of the layers that a list `network` makes, whether or not it is legal.
  static func layerNames(of network: ConfigNode?) -> [String] {
    guard case .sequence(let elements) = network?.content else { return [] }
    return (0..<elements.count { $0["dense"] != nil }).map { "dense\($0 + 1)" }
  }

  /// The canonical spelling.
  var node: ConfigNode { .list(items.map(\.node)) }
}

extension NetworkItem {
  /// The canonical spelling.
  var node: ConfigNode {
    switch self {
    case .dense(let units, let bias):
      .map([("dense", .map([("units", .int(units)), ("bias", .bool(bias))]))])
    case .lif(let beta, let firing):
      .map([("lif", .map([("beta", .double(beta))] + firing.pairs))])
    case .integrateAndFire(let firing):
      .map([("if", .map(firing.pairs))])
    case .spikeCount:
      .map([("readout", .map([("kind", .string("spike_count"))]))])
    case .membrane(let beta, let score):
      .map([
        (
          "readout",
          .map([
            ("kind", .string("membrane")), ("beta", .double(beta)),
            ("score", .string(score.rawValue)),
          ])
        )
      ])
    }
  }
}

extension FiringSpec {
  fileprivate var pairs: [(String, ConfigNode)] {
    [
      ("threshold", .double(threshold)), ("reset", .string(reset.rawValue)),
      ("reset_value", .double(resetValue)),
    ]
  }
}
