import FixedPoint
import Quantization
import SpikingNetworks

/// One layer in `manifest.json`: every width, scale and rounding, and the proven ranges.
struct ManifestLayer: Encodable {
  /// A table of weights.
  struct Weights: Encodable {
    var grid: String
    var bits: Int
    var granularity: String
    var scales: [Double]
    var storage: String
    var bytes: Int
    var recurrentBytes: Int?
    var recurrentFactor: Int?
  }

  /// The width of a state and what happens beyond it.
  struct Width: Encodable {
    var bits: Int
    var overflow: String
    /// Whether that can happen at all.
    var overflows: Bool
    var storage: String
  }

  /// A number m * 2^exponent, shared or one per channel.
  struct Number: Encodable {
    var bits: Int
    var exponent: Int
    var count: Int

    init(_ number: ScaledIntegers) {
      (bits, exponent, count) = (number.bits, number.exponent, number.mantissas.count)
    }
  }

  /// What a state loses in each step.
  struct Decay: Encodable {
    var kind: String
    var numbers: [Int]
    var bits: Int?
    var fractionBits: Int?
    var rounding: String?

    init(_ decay: IntegerDecay) {
      numbers = decay.numbers
      switch decay {
      case .none: kind = "none"
      case .multiplier(_, let fractionBits, let bits, let rounding):
        kind = "multiplier"
        self.bits = bits
        self.fractionBits = fractionBits
        self.rounding = rounding.rawValue
      case .shift(_, let bits, let rounding):
        kind = "shift"
        self.bits = bits
        self.rounding = rounding.rawValue
      }
    }
  }

  /// A rise of the threshold.
  struct Adaptation: Encodable {
    var bits: Int
    var decay: Decay
    var step: Number
  }

  /// What the integers of the layer reach, over all inputs.
  struct Ranges: Encodable {
    var accumulator: [Int]
    var current: [Int]
    var integrated: [Int]
    var membrane: [Int]
    var holdForever: Bool
  }

  var name: String
  var structure: String
  var inputs: Int
  var neurons: Int
  var bytes: Int
  var weights: Weights
  var accumulator: Width
  var guardBits: Int
  var guardRounding: String
  var bias: Number?
  var synapse: Width?
  var synapseDecay: Decay?
  var decay: Decay
  var membrane: Width
  /// The real value of one unit of the membrane, shared or one per channel.
  var membraneUnits: [Double]
  var threshold: Number?
  var reset: String?
  var resetValue: Number?
  var adaptation: Adaptation?
  var ranges: Ranges
}

extension ManifestLayer {
  /// Describes the layer `plan`, whose numbers take `bytes` and whose membrane has `units`.
  init(_ plan: DeviceLayer, bytes: Int, units: [Double]) {
    let (layer, ranges) = (plan.layer, plan.ranges)
    name = layer.name
    structure = layer.structureText
    inputs = plan.inputs.count
    neurons = layer.outputCount
    self.bytes = bytes
    weights = Weights(
      grid: layer.weights.grid.rawValue,
      bits: layer.weights.bits,
      granularity: layer.weights.granularity.rawValue,
      scales: layer.weights.scales,
      storage: plan.weights.storage.form.word,
      bytes: plan.weights.table.count,
      recurrentBytes: plan.recurrence?.table.count,
      recurrentFactor: layer.recurrence?.factor
    )
    accumulator = Width(
      bits: layer.accumulatorBits,
      overflow: layer.accumulatorOverflow.rawValue,
      overflows: ranges.accumulatorOverflowCanHappen,
      storage: plan.valueType.cType
    )
    guardBits = layer.guardBits
    guardRounding = layer.guardRounding.rawValue
    bias = layer.bias.map(Number.init)
    if let current = layer.synapse, let type = plan.synapseType {
      synapse = Width(
        bits: current.bits,
        overflow: current.overflow.rawValue,
        overflows: ranges.synapseOverflowCanHappen,
        storage: type.cType
      )
      synapseDecay = Decay(current.decay)
    }
    decay = Decay(layer.decay)
    membrane = Width(
      bits: layer.membraneBits,
      overflow: layer.overflow.rawValue,
      overflows: ranges.overflowCanHappen,
      storage: plan.membraneType.cType
    )
    membraneUnits = units
    threshold = layer.firing.map { Number($0.threshold) }
    reset = layer.firing?.reset.rawValue
    resetValue = layer.firing?.resetValue.map(Number.init)
    adaptation = layer.firing?.adaptation.map {
      Adaptation(bits: $0.bits, decay: Decay($0.decay), step: Number($0.step))
    }
    self.ranges = Ranges(
      accumulator: [ranges.accumulator.lower, ranges.accumulator.upper],
      current: [ranges.current.lower, ranges.current.upper],
      integrated: [ranges.integrated.lower, ranges.integrated.upper],
      membrane: [ranges.membrane.lower, ranges.membrane.upper],
      holdForever: ranges.holdsForever
    )
  }
}
