import CTinySNN
import FixedPoint
import Quantization
import SpikingNetworks

/// One layer with everything that its C depends on: storage types, sources of parameters, tables.
struct DeviceLayer: Sendable {
  let layer: QuantizedLayer
  let ranges: LayerRanges
  /// The layer's name in C.
  let identifier: CIdentifier
  /// Whether the layer's current is computed once per sample.
  let isLoaded: Bool
  /// The storage of the accumulators, or of the currents of a loaded layer.
  let valueType: StorageType
  let membraneType: StorageType
  let weights: [UInt8]
  /// The table of biases, or nil if they are absent or shared.
  let biases: [UInt8]?
  /// The table of thresholds, or nil if they are absent or shared.
  let thresholds: [UInt8]?

  var fires: Bool { layer.firing != nil }
  /// The bytes of the layer's spikes.
  var spikeBytes: Int { fires ? (layer.outputCount + 7) / 8 : 0 }
  /// Whether the ranges prove that the membrane never leaves its width.
  var neverOverflows: Bool { !ranges.overflowCanHappen }
}

extension DeviceLayer {
  /// The shift distance and the factor of the decay; zero where it has none.
  var decayNumbers: (factor: Int, shift: Int, bits: Int, rounding: RoundingMode?) {
    switch layer.decay {
    case .none: (0, 0, 0, nil)
    case .multiplier(let factor, let fraction, let bits, let rounding):
      (factor, fraction, bits, rounding)
    case .shift(let distance, let bits, let rounding): (0, distance, bits, rounding)
    }
  }

  /// The descriptor that the runtime takes.
  var descriptor: tinysnn_layer_t {
    let decay = decayNumbers
    var result = tinysnn_layer_t()
    result.inputs = UInt16(layer.inputCount)
    result.neurons = UInt16(layer.outputCount)
    result.weight_bits = UInt8(layer.weights.bits)
    result.drive = UInt8(isLoaded ? TINYSNN_CURRENT : TINYSNN_SPIKES)
    result.value_type = valueType.code
    result.guard_bits = Int8(layer.guardBits)
    result.guard_rounding = layer.guardRounding.runtimeCode
    result.bias_source = RuntimeSource.code(layer.bias)
    result.bias_bits = UInt8(layer.bias?.bits ?? 0)
    result.bias_exponent = UInt8(layer.bias?.exponent ?? 0)
    result.bias = layer.bias.map { biases == nil ? Int32($0.value(at: 0)) : 0 } ?? 0
    switch layer.decay {
    case .none: result.decay = UInt8(TINYSNN_DECAY_NONE)
    case .multiplier: result.decay = UInt8(TINYSNN_DECAY_MULTIPLIER)
    case .shift: result.decay = UInt8(TINYSNN_DECAY_SHIFT)
    }
    result.decay_bits = UInt8(decay.bits)
    result.decay_factor = UInt16(decay.factor)
    result.decay_shift = UInt8(decay.shift)
    result.decay_rounding = decay.rounding?.runtimeCode ?? 0
    switch layer.firing?.reset {
    case nil: result.firing = UInt8(TINYSNN_NEVER_FIRES)
    case .subtract: result.firing = UInt8(TINYSNN_RESET_SUBTRACT)
    case .zero: result.firing = UInt8(TINYSNN_RESET_ZERO)
    }
    let threshold = layer.firing?.threshold
    result.threshold_source = RuntimeSource.code(threshold)
    result.threshold_bits = UInt8(threshold?.bits ?? 0)
    result.threshold_exponent = UInt8(threshold?.exponent ?? 0)
    result.threshold = threshold.map { thresholds == nil ? Int32($0.value(at: 0)) : 0 } ?? 0
    result.reset_value = Int32(layer.firing?.resetValue ?? 0)
    result.membrane_bits = UInt8(layer.membraneBits)
    result.membrane_type = membraneType.code
    switch layer.overflow {
    case _ where neverOverflows: result.overflow = UInt8(TINYSNN_IN_RANGE)
    case .saturate: result.overflow = UInt8(TINYSNN_SATURATE)
    case .wrap: result.overflow = UInt8(TINYSNN_WRAP)
    }
    return result
  }
}
