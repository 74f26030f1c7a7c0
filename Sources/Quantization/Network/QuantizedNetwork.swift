import SpikingNetworks

/// A network of integers: everything that the device stores, and nothing that it does not need.
///
/// `docs/numerics.md` says what the integers mean; `IntegerSimulator` executes them.
public struct QuantizedNetwork: Codable, Hashable, Sendable {
  /// What enters the first layer, as integers 0...2^bits - 1.
  public var input: InputSpec
  /// The key of the rate coding; unused by the other codings.
  public var encodingSeed: UInt64
  /// The layers in processing order.
  public var layers: [QuantizedLayer]
  /// How the last layer becomes a class.
  public var readout: Readout

  /// Creates a network.
  public init(
    input: InputSpec,
    encodingSeed: UInt64,
    layers: [QuantizedLayer],
    readout: Readout
  ) {
    self.input = input
    self.encodingSeed = encodingSeed
    self.layers = layers
    self.readout = readout
  }

  /// The number of classes.
  public var classCount: Int { layers.last?.outputCount ?? 0 }

  /// The real value of one unit of what reaches the synapses of layer `index`: s_x.
  public func inputScale(ofLayer index: Int) -> Double {
    1 / Double(inverseInputScale(ofLayer: index))
  }

  /// How many units of what reaches the synapses of layer `index` are one: the integer 1 / s_x.
  ///
  /// Recurrent spikes count for as much; it is R of `docs/numerics.md`.
  public func inverseInputScale(ofLayer index: Int) -> Int {
    let layer = layers[index]
    return index == 0
      ? input.inverseScale : layer.geometry.inverseScale(ofSpikesPooledBy: layer.inputPool)
  }

  /// The largest integer that reaches a synapse of layer `index`.
  public func largestInput(ofLayer index: Int) -> Int {
    index == 0 && input.coding == .direct ? input.maximum : layers[index].largestPooledSpikes
  }
}

/// Integer weights with the scales that they were made with.
public struct QuantizedWeights: Codable, Hashable, Sendable {
  /// The legal integers.
  public var grid: WeightGrid
  /// The width of one stored weight.
  public var bits: Int
  /// The integers, [kernel row][kernel column][input channel][output of its group].
  public var values: [Int16]
  /// The real value of one unit: one number, or one per channel; not stored on the device.
  public var scales: [Double]

  /// Creates weights.
  public init(grid: WeightGrid, bits: Int, values: [Int16], scales: [Double]) {
    self.grid = grid
    self.bits = bits
    self.values = values
    self.scales = scales
  }

  /// What shares a scale.
  public var granularity: ScaleGranularity { scales.count == 1 ? .tensor : .channel }
}

/// Integers of the form m * 2^e with one exponent for all.
public struct ScaledIntegers: Codable, Hashable, Sendable {
  /// The width of m.
  public var bits: Int
  /// The exponent e, in 0...30.
  public var exponent: Int
  /// The m: one for all neurons, or one per channel.
  public var mantissas: [Int32]

  /// Creates scaled integers.
  public init(bits: Int, exponent: Int, mantissas: [Int32]) {
    self.bits = bits
    self.exponent = exponent
    self.mantissas = mantissas
  }

  /// The value m * 2^e that applies to channel `index`.
  public func value(at index: Int) -> Int {
    Int(mantissas[mantissas.count == 1 ? 0 : index]) << exponent
  }
}
