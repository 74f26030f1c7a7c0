import SpikingNetworks

/// The bytes that a model needs on the device, apart from the runtime's code.
///
/// Flash counts every model-dependent number: packed weights (each row on a byte boundary), biases,
/// thresholds, decays, shifts and reset values, also where the exported header spells them as macros
/// or immediates, plus a fixed cost for the weight decoder of each layer. RAM is the state struct.
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
    layerBytes = network.layers.map(\.storedBytes)
    decoderBytes = network.layers.reduce(0) {
      $0 + Self.decoderBytes(weightBits: $1.weights.bits)
    }
    ramBytes = StateLayout(of: network, ranges: ranges).bytes
  }

  /// The published fixed cost of one layer's weight decoder, beyond that of plain bytes.
  ///
  /// Every layer inlines a decoder of its own. Measured on Cortex-M0 by `results/decoder-cost.sh`: 22
  /// to 34 bytes for 2 to 7 bits, 12 for 16 bits (`docs/numerics.md`, "Storage and footprint").
  public static func decoderBytes(weightBits: Int) -> Int {
    switch weightBits {
    case 8: 0
    case 16: 16
    default: 32
    }
  }

  /// The float32 bytes of the same architecture's weights and biases.
  public static func floatBytes(of spec: NetworkSpec) -> Int { 4 * spec.parameterCount }
}

extension LayerGeometry {
  /// The rows of weights as the device stores them, each from a byte boundary on.
  ///
  /// One for each kernel position and input channel; with groups one for each kernel position, because
  /// the few outputs of a group would leave most of a byte unused.
  public var storedRows: (count: Int, weights: Int) {
    groups == 1
      ? (weightRows, groupOutputs) : (kernel.area, pooled.channels * groupOutputs)
  }
}

extension QuantizedLayer {
  /// The bytes of the packed weights.
  public var packedWeightBytes: Int {
    let rows = geometry.storedRows
    return rows.count * ((rows.weights * weights.bits + 7) / 8)
  }
}

extension ScaledIntegers {
  /// The bytes of the stored m: one or two each.
  public var storedBytes: Int { mantissas.count * (bits <= 8 ? 1 : 2) }
}

extension QuantizedLayer {
  /// The bytes of every number of the layer that the device stores.
  public var storedBytes: Int {
    let packed = packedWeightBytes
    let guardShift = 1
    let biasBytes = bias.map { $0.storedBytes + 1 } ?? 0
    let decayBytes =
      switch decay {
      case .none: 0
      case .multiplier(let factors, _, let bits, _): factors.count * (bits <= 8 ? 1 : 2) + 1
      case .shift(let distances, _, _): distances.count
      }
    let firingBytes =
      firing.map { firing in
        firing.threshold.storedBytes + 1
          + (firing.resetValue.map { $0.storedBytes + 1 } ?? 0)
      } ?? 0
    return packed + guardShift + biasBytes + decayBytes + firingBytes
  }

  /// The bytes of one stored membrane: the smallest of 1, 2 and 4 that holds `membraneBits`.
  public var membraneStorageBytes: Int {
    membraneBits <= 8 ? 1 : membraneBits <= 16 ? 2 : 4
  }
}
