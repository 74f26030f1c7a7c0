import SpikingNetworks

/// One element of the list `network`.
public enum NetworkItem: Codable, Hashable, Sendable {
  /// Synapses from every input to each of `units` neurons, and between them if `recurrent`.
  case dense(units: Int, bias: Bool, recurrent: Bool)
  /// Synapses that share weights between positions.
  case convolution(ConvolutionItem)
  /// A pooling of the spikes of the layer before, or of the currents of a convolution.
  case pool(kind: PoolKind, size: WindowSides)
  /// A fraction of the inputs of the next layer that training silences.
  case dropout(rate: Double)
  /// Nothing: rows, columns and channels are one list to a dense item anyway.
  case flatten
  /// A batch normalisation of the currents of the synapses before it.
  case norm(BatchNormSpec)
  /// Neurons that fire.
  case neurons(NeuronItem)
  /// Neurons of a network without time, which hand on numbers.
  case rectifiers(Rectifier)
  /// The class with most spikes.
  case spikeCount
  /// The class with the largest membrane, of neurons that decay by `beta` and never fire.
  case membrane(beta: Double, score: MembraneScore)
}

/// The keys of the items of `network`.
enum NetworkItemKind: String, CaseIterable {
  case dense, conv, depthwise, conv1d, pool, dropout, flatten, norm, lif
  case integrateAndFire = "if"
  case synaptic, alif, relu, readout

  /// The stem of the name of the layer that the item makes; nil for an item without synapses.
  var layerStem: String? {
    switch self {
    case .dense: "dense"
    case .conv, .conv1d: "conv"
    case .depthwise: "depthwise"
    case .pool, .dropout, .flatten, .norm, .lif, .integrateAndFire, .synaptic, .alif, .relu,
      .readout:
      nil
    }
  }
}

extension NetworkItem {
  /// The canonical spelling.
  var node: ConfigNode {
    let (kind, pairs) = spelling
    return .map([(kind.rawValue, .map(pairs))])
  }

  private var spelling: (NetworkItemKind, [(String, ConfigNode)]) {
    switch self {
    case .dense(let units, let bias, let recurrent):
      (.dense, [("units", .int(units)), ("bias", .bool(bias)), ("recurrent", .bool(recurrent))])
    case .convolution(let item): (item.kind.itemKind, item.pairs)
    case .pool(let kind, let size):
      (.pool, [("kind", .string(kind.rawValue)), ("size", size.node)])
    case .dropout(let rate): (.dropout, [("rate", .double(rate))])
    case .flatten: (.flatten, [])
    case .norm(let norm):
      (
        .norm,
        [
          ("kind", .string("batch")), ("epsilon", .double(norm.epsilon)),
          ("momentum", .double(norm.momentum)),
        ]
      )
    case .neurons(let item): (item.kind.itemKind, item.pairs)
    case .rectifiers(let rectifier): (.relu, [("quantize", .string(rectifier.rawValue))])
    case .spikeCount: (.readout, [("kind", .string("spike_count"))])
    case .membrane(let beta, let score):
      (
        .readout,
        [
          ("kind", .string("membrane")), ("beta", .double(beta)),
          ("score", .string(score.rawValue)),
        ]
      )
    }
  }
}
