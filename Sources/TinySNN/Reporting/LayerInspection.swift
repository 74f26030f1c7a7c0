import FixedPoint
import Quantization
import SpikingNetworks

/// The precisions, bytes and proven ranges of one layer.
struct LayerInspection: Encodable {
  var name: String
  var structure: String
  var inputs: Int
  var outputs: Int
  var channels: Int
  var kernel: [Int]
  var groups: Int
  var isRecurrent: Bool
  var weights: String
  var accumulator: String
  var threshold: String
  var decay: String
  var bias: String
  var membrane: String
  /// What only some neurons have; nil where the layer has not.
  var resetValue: String?
  var synapse: String?
  var adaptation: String?
  var guardBits: Int
  var flashBytes: Int
  var accumulatorRange: IntegerRange
  var membraneRange: IntegerRange
  var overflowCanHappen: Bool

  private enum CodingKeys: String, CodingKey {
    case name, structure, inputs, outputs, channels, kernel, groups, weights, accumulator,
      threshold, decay, bias, membrane, synapse, adaptation
    case isRecurrent = "recurrent"
    case resetValue = "reset_value"
    case guardBits = "guard_bits"
    case flashBytes = "flash_bytes"
    case accumulatorRange = "accumulator_range"
    case membraneRange = "membrane_range"
    case overflowCanHappen = "overflow_can_happen"
  }

  init(_ layer: QuantizedLayer, _ ranges: LayerRanges, _ structure: String) {
    name = layer.name
    self.structure = structure
    inputs = layer.inputCount
    outputs = layer.outputCount
    channels = layer.geometry.channels
    kernel = [layer.geometry.kernel.height, layer.geometry.kernel.width]
    groups = layer.geometry.groups
    isRecurrent = layer.recurrence != nil
    weights =
      "\(layer.weights.bits) bit \(layer.weights.grid.rawValue)/\(layer.weights.granularity.rawValue)"
    accumulator =
      layer.accumulatorBits == 32
      ? "unbounded" : "\(layer.accumulatorBits) bit, \(layer.accumulatorOverflow.rawValue)"
    threshold = layer.firing.map { Self.text($0.threshold, isSigned: false) } ?? "-"
    bias = layer.bias.map { Self.text($0, isSigned: true) } ?? "-"
    decay = Self.text(layer.decay, of: "v") ?? "-"
    membrane = "\(layer.membraneBits) bit, \(layer.overflow.rawValue)"
    resetValue = layer.firing?.resetValue.map { Self.text($0, isSigned: true) }
    synapse = layer.synapse.map { synapse in
      "\(synapse.bits) bit, \(synapse.overflow.rawValue)"
        + (Self.text(synapse.decay, of: "i").map { ", leak \($0)" } ?? "")
    }
    adaptation = layer.firing?.adaptation.map { adaptation in
      "\(adaptation.bits) bit, step \(Self.text(adaptation.step, isSigned: false))"
        + (Self.text(adaptation.decay, of: "a").map { ", leak \($0)" } ?? "")
    }
    guardBits = layer.guardBits
    flashBytes = layer.storedBytes
    accumulatorRange = ranges.accumulator
    membraneRange = ranges.membrane
    overflowCanHappen = ranges.overflowCanHappen
  }

  private static func text(_ integers: ScaledIntegers, isSigned: Bool) -> String {
    let one = integers.mantissas.count == 1 ? "\(integers.mantissas[0])" : "m"
    return "\(isSigned ? "s" : "u")\(integers.bits) \(one)*2^\(integers.exponent)"
  }

  /// The leak of the state called `state`, or nil without.
  private static func text(_ decay: IntegerDecay, of state: String) -> String? {
    switch decay {
    case .none: nil
    case .multiplier(let factors, let fractionBits, _, let rounding):
      "\(state)*\(factors.count == 1 ? "\(factors[0])" : "D")/2^\(fractionBits) \(rounding.rawValue)"
    case .shift(let distances, _, let rounding):
      "\(state)/2^\(distances.count == 1 ? "\(distances[0])" : "k") \(rounding.rawValue)"
    }
  }

  /// What the table has no column for, one line each.
  var remarks: [String] {
    [
      isRecurrent ? "\(name) is recurrent" : nil,
      accumulator == "unbounded" ? nil : "\(name) has an accumulator of \(accumulator)",
      resetValue.map { "\(name) resets to \($0)" },
      synapse.map { "\(name) has a synaptic current of \($0)" },
      adaptation.map { "\(name) has an adaptive threshold whose rise has \($0)" },
    ].compactMap { $0 }
  }
}
