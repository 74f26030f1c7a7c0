import SpikingNetworks

extension PruningSpec {
  private enum Kind: String, CaseIterable {
    case nothing = "none"
    case magnitude, channels
  }

  /// Reads the section `train.pruning`; nil if nothing is pruned.
  ///
  /// - Parameter network: What is pruned, or nil if it is wrong itself.
  static func read(_ reader: ConfigReader, of network: NetworkSpec?) -> PruningSpec? {
    // A section that says how must say what, too.
    let kind: Kind = reader.keys.isEmpty ? .nothing : reader.word("kind", required: .magnitude)
    defer {
      reader.dropGenerated(["sparsity", "start", "end", "layers"])
      reader.finish()
    }
    let pruned: PruningKind
    switch kind {
    case .nothing: return nil
    case .magnitude: pruned = .magnitude
    case .channels: pruned = .channels
    }
    let start = reader.double("start", in: .closed(0...1), default: 0.2)
    let pruning = PruningSpec(
      kind: pruned,
      sparsity: reader.double("sparsity", in: .belowOne, default: 0.5),
      start: start,
      end: reader.double("end", in: .closed(start...1), default: max(start, 0.8)),
      layers: reader.layerNames("layers")
    )
    do { try network?.check(pruning) } catch {
      reader.report("\(error) at \(reader.path)", at: reader.origin, key: "layers")
    }
    return pruning
  }

  /// The canonical spelling.
  static func node(of pruning: PruningSpec?) -> ConfigNode {
    guard let pruning else { return .map([("kind", .string(Kind.nothing.rawValue))]) }
    let kind: Kind =
      switch pruning.kind {
      case .magnitude: .magnitude
      case .channels: .channels
      }
    return .map([
      ("kind", .string(kind.rawValue)), ("sparsity", .double(pruning.sparsity)),
      ("start", .double(pruning.start)), ("end", .double(pruning.end)),
      ("layers", .list((pruning.layers ?? []).map(ConfigNode.string))),
    ])
  }
}
