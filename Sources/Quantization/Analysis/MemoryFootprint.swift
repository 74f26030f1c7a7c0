import SpikingNetworks

/// The bytes that a model needs on the device, apart from the runtime's code.
///
/// Flash counts every model-dependent number: packed weights (each row on a byte boundary, sparse where
/// that is smaller), biases, thresholds, decays, shifts, steps and reset values, also where the exported
/// header spells them as macros or immediates, plus a fixed cost for each decoder of weights. RAM is the
/// state struct.
public struct MemoryFootprint: Codable, Hashable, Sendable {
  /// The bytes of each layer's numbers, in processing order.
  public var layerBytes: [Int]
  /// The fixed cost of the weight decoders in use.
  public var decoderBytes: Int
  /// The bytes of the caller-owned state struct.
  public var ramBytes: Int

  /// The bytes of all stored numbers and decoders.
  public var flashBytes: Int { layerBytes.reduce(decoderBytes, +) }

  /// Measures `network`.
  public init(of network: QuantizedNetwork) {
    self.init(of: network, ranges: BoundsAnalysis.ranges(of: network))
  }

  /// Measures `network`, whose layers have the ranges `ranges`.
  public init(of network: QuantizedNetwork, ranges: [LayerRanges]) {
    let tables = network.layers.map(\.weightTables)
    layerBytes = zip(network.layers, tables).map { layer, tables in
      tables.reduce(layer.parameterBytes) { $0 + $1.tableBytes }
    }
    decoderBytes = tables.joined().reduce(0) { $0 + $1.decoderBytes }
    ramBytes = StateLayout(of: network, ranges: ranges).bytes
  }

  /// The bytes of the same architecture's trained numbers as 32-bit floats.
  ///
  /// These are `NetworkSpec.parameterCount` numbers: weights, recurrent ones among them, a bias for each
  /// channel that has one or a norm to fold, and decays and thresholds that are trained or given per
  /// channel.
  public static func floatBytes(of spec: NetworkSpec) -> Int { 4 * spec.parameterCount }
}

extension QuantizedLayer {
  /// The tables of weights: from the inputs and, in recurrent layers, from the layer's own neurons.
  fileprivate var weightTables: [WeightStorage] {
    [weightStorage] + (recurrentStorage.map { [$0] } ?? [])
  }

  /// The bytes of every number of the layer that the device stores.
  public var storedBytes: Int { weightTables.reduce(parameterBytes) { $0 + $1.tableBytes } }

  /// The bytes of every number but the weights.
  fileprivate var parameterBytes: Int {
    let guardShift = 1
    return guardShift + (bias?.storedBytes ?? 0) + decay.storedBytes
      + (synapse?.decay.storedBytes ?? 0) + (firing?.storedBytes ?? 0)
  }
}

extension ScaledIntegers {
  /// The bytes of the stored m, one or two each, and of the exponent.
  fileprivate var storedBytes: Int { mantissas.count * (bits <= 8 ? 1 : 2) + 1 }
}

extension IntegerDecay {
  /// The bytes of the factors and their exponent, or of the distances.
  fileprivate var storedBytes: Int {
    switch self {
    case .none: 0
    case .multiplier(let factors, _, let bits, _): factors.count * (bits <= 8 ? 1 : 2) + 1
    case .shift(let distances, _, _): distances.count
    }
  }
}

extension IntegerFiring {
  /// The bytes of thresholds, reset values, and decay and step of their rises.
  fileprivate var storedBytes: Int {
    threshold.storedBytes + (resetValue?.storedBytes ?? 0)
      + (adaptation.map { $0.decay.storedBytes + $0.step.storedBytes } ?? 0)
  }
}
