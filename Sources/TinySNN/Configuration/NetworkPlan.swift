import SpikingNetworks

/// The network as the configuration spells it: a list of items, or the name of one, and the layers that they
/// make.
public struct NetworkPlan: Codable, Hashable, Sendable {
  /// The items in the order of the configuration.
  public private(set) var items: [NetworkItem]
  /// The name of the network where there are several to choose from.
  public private(set) var name: String?
  /// The networks to choose from, in the order of the configuration.
  public private(set) var alternatives: [Alternative]
  /// The factor on the units and channels of every layer but the last.
  public private(set) var width: Double
  /// The layers `conv1`, `dense2`, ...: synapses with the neurons that follow them, `width` applied.
  public private(set) var layers: [LayerSpec]
  /// How the last layer becomes a class.
  public private(set) var readout: Readout
  /// The items with `width` applied.
  private var scaledItems: [NetworkItem]

  /// A network with a name.
  public struct Alternative: Codable, Hashable, Sendable {
    /// The name.
    public var name: String
    /// The items.
    public var items: [NetworkItem]
  }
}

extension NetworkPlan {
  /// Reads `network`, `networks` and `width` of `root`, and reports what makes no network.
  ///
  /// - Parameters:
  ///   - input: What enters the first layer.
  ///   - classes: What the last layer has to have, and the data set that says so.
  init(root: ConfigReader, input: InputSpec, classes: (count: Int, dataset: String)) {
    func build(_ elements: [ConfigNode], at path: String) -> NetworkBuilder? {
      guard let first = elements.first else { return nil }
      let entry = ConfigNode(.null, at: first.origin)
      let reader = ConfigReader(entry, name: path, parent: root)
      var builder = NetworkBuilder(reader: reader, input: input)
      for (index, element) in elements.enumerated() { builder.add(element, at: index) }
      builder.finish(classes: classes)
      return builder
    }
    let networks = root.section("networks")
    alternatives = networks.keys.compactMap { name in
      guard let elements = networks.list(name),
        let builder = build(elements, at: "networks.\(name)")
      else { return nil }
      return Alternative(name: name, items: builder.items)
    }
    width = root.double("width", in: .positive(upTo: 16), default: 1)
    let chosen: (path: String, elements: [ConfigNode])
    if case .scalar(.string(let word))? = root.peek("network")?.content {
      name = word
      chosen = ("networks.\(word)", NetworkPlan.elements(of: word, in: root, networks))
    } else {
      name = nil
      chosen = ("network", NetworkPlan.elements(in: root))
    }
    let builder = build(chosen.elements, at: chosen.path)
    items = builder?.items ?? []
    // A network that is wrong as it stands is not looked at again.
    let scaled =
      width == 1 || builder?.hasErrors != false
      ? builder : build(NetworkPlan.scaled(chosen.elements, by: width), at: chosen.path)
    scaledItems = scaled?.items ?? []
    layers = scaled?.layers ?? []
    readout = scaled?.readout ?? .spikeCount
  }

  /// The list `network`.
  private static func elements(in root: ConfigReader) -> [ConfigNode] {
    let elements = root.list("network") ?? []
    if elements.isEmpty {
      switch root.peek("network")?.content {
      case nil: root.missing("network", "a list of layers", ())
      case .sequence?, .null?:
        root.report("expected at least one layer at network", at: root.origin, key: "network")
      case .scalar?, .mapping?: break  // `list` has reported it
      }
    }
    return elements
  }

  /// The list of the network that `network` names.
  private static func elements(
    of name: String,
    in root: ConfigReader,
    _ networks: ConfigReader
  ) -> [ConfigNode] {
    let node = root.take("network")
    guard let network = networks.peek(name) else {
      let known = networks.keys.joined(separator: ", ")
      root.report(
        "expected a list of layers or a name of networks\(known.isEmpty ? "" : " (\(known))") "
          + "at network, found '\(name)'",
        at: node?.origin ?? root.origin,
        key: "network"
      )
      return []
    }
    guard case .sequence(let elements) = network.content else { return [] }
    return elements
  }

  /// Returns `elements` with the units and channels of every layer but the last multiplied by `width`, to the
  /// nearest whole number of groups, at least one.
  private static func scaled(_ elements: [ConfigNode], by width: Double) -> [ConfigNode] {
    let last = elements.lastIndex { $0["dense"] != nil }
    return elements.enumerated().map { index, element in
      guard index != last, case .mapping(var entries) = element.content, !entries.isEmpty else {
        return element
      }
      let key: String
      switch NetworkItemKind(rawValue: entries[0].key) {
      case .dense: key = "units"
      case .conv, .conv1d: key = "channels"
      default: return element
      }
      guard case .mapping(var parameters) = entries[0].value.content,
        let place = parameters.firstIndex(where: { $0.key == key }),
        case .scalar(.int(let count)) = parameters[place].value.content
      else { return element }
      // Channels are divided among the groups of the layer itself and of the one behind it.
      let next = elements[(index + 1)...].first { $0["conv"] != nil || $0["conv1d"] != nil }
      let groups = leastCommonMultiple(
        NetworkPlan.groups(entries[0].value),
        next.map { NetworkPlan.groups(($0["conv"] ?? $0["conv1d"]) ?? $0) } ?? 1
      )
      let scaled = (width * Double(count) / Double(groups)).rounded()
      parameters[place].value.content = .scalar(.int(max(1, Int(scaled)) * groups))
      entries[0].value.content = .mapping(parameters)
      return ConfigNode(.mapping(entries), at: element.origin)
    }
  }

  /// The number of groups of a convolution; 1 where the text has no legal one.
  private static func groups(_ parameters: ConfigNode) -> Int {
    guard case .scalar(.int(let number))? = parameters["groups"]?.content, number > 0 else {
      return 1
    }
    return min(number, 1 << 20)
  }

  private static func leastCommonMultiple(_ left: Int, _ right: Int) -> Int {
    var (greatest, rest) = (left, right)
    while rest != 0 { (greatest, rest) = (rest, greatest % rest) }
    return left / greatest * right
  }

  /// The names of the layers that the tree of a configuration makes, whether or not they are legal.
  static func layerNames(of tree: ConfigNode) -> [String] {
    var network = tree["network"]
    if case .scalar(.string(let name))? = network?.content { network = tree["networks"]?[name] }
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
  var pairs: [(String, ConfigNode)] {
    let networks = ConfigNode.map(alternatives.map { ($0.name, .list($0.items.map(\.node))) })
    return [
      ("network", name.map(ConfigNode.string) ?? .list(items.map(\.node))),
      ("networks", networks), ("width", .double(width)),
    ]
  }

  /// The canonical spelling of the layers: equal for plans that make equal networks.
  var identity: [(String, ConfigNode)] {
    [("network", .list(scaledItems.map(\.node)))]
  }
}
