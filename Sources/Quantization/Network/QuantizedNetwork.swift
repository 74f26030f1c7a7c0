import FixedPoint
import SpikingNetworks

/// A network of integers: everything that the device stores, and nothing that it does not need.
///
/// `docs/numerics.md` says what the integers mean; `IntegerSimulator` executes them.
public struct QuantizedNetwork: Codable, Hashable, Sendable {
  /// What enters the first layer, as integers 0...2^bits - 1.
  public var input: InputSpec
  /// The key of the rate coding; unused by direct coding.
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
}

/// A layer of integers.
public struct QuantizedLayer: Codable, Hashable, Sendable {
  /// The name of the float layer.
  public var name: String
  /// The number of inputs.
  public var inputCount: Int
  /// The number of neurons.
  public var outputCount: Int
  /// The synapses.
  public var weights: QuantizedWeights
  /// The guard bits g: current = acc * 2^g, rounded by `guardRounding` if g < 0.
  public var guardBits: Int
  /// How the accumulator is rounded if g < 0.
  public var guardRounding: RoundingMode
  /// The constant currents, [output]; nil without bias.
  public var bias: ScaledIntegers?
  /// The decay.
  public var decay: IntegerDecay
  /// Thresholds and reset, or nil for a membrane that never fires.
  public var firing: IntegerFiring?
  /// The width that bounds the membrane, sign included.
  public var membraneBits: Int
  /// What happens to a membrane outside that width.
  public var overflow: OverflowMode

  /// Creates a layer.
  public init(
    name: String,
    inputCount: Int,
    outputCount: Int,
    weights: QuantizedWeights,
    guardBits: Int,
    guardRounding: RoundingMode,
    bias: ScaledIntegers?,
    decay: IntegerDecay,
    firing: IntegerFiring?,
    membraneBits: Int,
    overflow: OverflowMode
  ) {
    self.name = name
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.weights = weights
    self.guardBits = guardBits
    self.guardRounding = guardRounding
    self.bias = bias
    self.decay = decay
    self.firing = firing
    self.membraneBits = membraneBits
    self.overflow = overflow
  }
}

/// Integer weights with the scales that they were made with.
public struct QuantizedWeights: Codable, Hashable, Sendable {
  /// The legal integers.
  public var grid: WeightGrid
  /// The width of one stored weight.
  public var bits: Int
  /// The integers, row-major [input][output].
  public var values: [Int16]
  /// The real value of one unit: one number, or one per output; not stored on the device.
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
  /// The m: one for all neurons, or one per neuron.
  public var mantissas: [Int32]

  /// Creates scaled integers.
  public init(bits: Int, exponent: Int, mantissas: [Int32]) {
    self.bits = bits
    self.exponent = exponent
    self.mantissas = mantissas
  }

  /// The value m * 2^e that applies to neuron `index`.
  public func value(at index: Int) -> Int {
    Int(mantissas[mantissas.count == 1 ? 0 : index]) << exponent
  }
}

/// How the leak of one step is computed.
public enum IntegerDecay: Codable, Hashable, Sendable {
  /// No leak: integrate-and-fire.
  case none
  /// leak = round(v * factor / 2^fractionBits).
  case multiplier(factor: Int, fractionBits: Int, bits: Int, rounding: RoundingMode)
  /// leak = round(v / 2^distance).
  case shift(distance: Int, bits: Int, rounding: RoundingMode)

  /// Returns the leak of membrane `v`.
  @inlinable
  public func leak(_ v: Int) -> Int {
    switch self {
    case .none: 0
    case .multiplier(let factor, let fractionBits, _, let rounding):
      rounding.shifting(v * factor, rightBy: fractionBits)
    case .shift(let distance, _, let rounding):
      rounding.shifting(v, rightBy: distance)
    }
  }
}

/// Thresholds and reset as integers on the membrane's scale.
public struct IntegerFiring: Codable, Hashable, Sendable {
  /// The thresholds: one for all neurons, or one per neuron; unsigned m.
  public var threshold: ScaledIntegers
  /// What a spike does to the membrane.
  public var reset: ResetMode
  /// The membrane after a spike under `ResetMode.zero`; 0 otherwise.
  public var resetValue: Int

  /// Creates a firing rule.
  public init(threshold: ScaledIntegers, reset: ResetMode, resetValue: Int) {
    self.threshold = threshold
    self.reset = reset
    self.resetValue = resetValue
  }
}
