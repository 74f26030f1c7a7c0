import SpikingNetworks

/// The bytes that a model needs on the device, apart from the runtime's code.
///
/// Flash counts every model-dependent number: packed weights (each row on a byte boundary), biases,
/// thresholds, decays, shifts and reset values, also where the exported header spells them as macros
/// or immediates, plus `decoderBytes` for each sub-byte width in use. RAM is the state struct.
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
    layerBytes = network.layers.map(\.storedBytes)
    decoderBytes = Set(network.layers.map(\.weights.bits)).reduce(0) {
      $0 + Self.decoderBytes(weightBits: $1)
    }
    ramBytes = network.stateBytes
  }

  /// The published fixed cost of the code that unpacks weights of a width, beyond plain bytes.
  ///
  /// Measured on Cortex-M0 (see `docs/numerics.md`, "Footprint").
  public static func decoderBytes(weightBits: Int) -> Int {
    switch weightBits {
    case 8, 16: 0
    default: 24
    }
  }

  /// The float32 bytes of the same architecture's weights and biases.
  public static func floatBytes(of spec: NetworkSpec) -> Int { 4 * spec.parameterCount }
}

extension QuantizedWeights {
  /// The bytes of one packed row of `count` weights.
  public func packedRowBytes(outputCount count: Int) -> Int { (count * bits + 7) / 8 }
}

extension ScaledIntegers {
  /// The bytes of the stored m: one or two each.
  public var storedBytes: Int { mantissas.count * (bits <= 8 ? 1 : 2) }
}

extension QuantizedLayer {
  /// The bytes of every number of the layer that the device stores.
  public var storedBytes: Int {
    let packed = inputCount * weights.packedRowBytes(outputCount: outputCount)
    let guardShift = 1
    let biasBytes = bias.map { $0.storedBytes + 1 } ?? 0
    let decayBytes =
      switch decay {
      case .none: 0
      case .multiplier(_, _, let bits, _): (bits <= 8 ? 1 : 2) + 1
      case .shift: 1
      }
    let firingBytes =
      firing.map { firing in
        firing.threshold.storedBytes + 1
          + (firing.reset == .zero && firing.resetValue != 0 ? membraneStorageBytes : 0)
      } ?? 0
    return packed + guardShift + biasBytes + decayBytes + firingBytes
  }

  /// The bytes of one stored membrane: the smallest of 1, 2 and 4 that holds `membraneBits`.
  public var membraneStorageBytes: Int {
    membraneBits <= 8 ? 1 : membraneBits <= 16 ? 2 : 4
  }
}

extension QuantizedNetwork {
  /// The bytes of the exported state struct.
  ///
  /// Membranes, one bit per spike (rows of whole bytes), 32-bit accumulators of the widest layer, the
  /// first layer's current under direct coding, and the readout's counters or sums.
  public var stateBytes: Int {
    let membranes = layers.reduce(0) { $0 + $1.outputCount * $1.membraneStorageBytes }
    let spikes = layers.reduce(0) { $0 + ($1.firing == nil ? 0 : ($1.outputCount + 7) / 8) }
    let accumulators = 4 * (layers.map(\.outputCount).max() ?? 0)
    let inputCurrent =
      switch input.coding {
      case .direct: 4 * (layers.first?.outputCount ?? 0)
      case .rate: 0
      }
    let scores =
      switch readout {
      case .spikeCount: classCount
      case .membrane(.sum): 4 * classCount
      case .membrane(.last): 0
      }
    return membranes + spikes + accumulators + inputCurrent + scores
  }
}
