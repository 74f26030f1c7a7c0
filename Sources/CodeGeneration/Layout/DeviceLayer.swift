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
  /// The storage of the accumulators.
  let valueType: StorageType
  /// The storage of the currents of a loaded layer; that of the accumulators without them.
  let currentType: StorageType
  let membraneType: StorageType
  let weights: [UInt8]
  /// The table of biases, or nil if they are absent or shared.
  let biases: [UInt8]?
  /// The table of decay factors or distances, or nil if they are absent or shared.
  let decays: [UInt8]?
  /// The table of thresholds, or nil if they are absent or shared.
  let thresholds: [UInt8]?

  var fires: Bool { layer.firing != nil }
  /// The bytes of the layer's spikes.
  var spikeBytes: Int { fires ? (layer.outputCount + 7) / 8 : 0 }
  /// The inputs that the runtime sees: after pooling by OR, which is a pass of its own.
  var inputs: SampleShape { layer.poolsByOr ? layer.geometry.pooled : layer.geometry.input }
  /// Whether the ranges prove that the membrane never leaves its width.
  var neverOverflows: Bool { !ranges.overflowCanHappen }
}

extension DeviceLayer {
  /// The numbers of the decay that are not in a table; zero where it has none.
  var decayNumbers: (factor: Int, shift: Int, bits: Int, rounding: RoundingMode?) {
    let shared = layer.decay.numbers.count == 1 ? layer.decay.numbers[0] : 0
    return switch layer.decay {
    case .none: (0, 0, 0, nil)
    case .multiplier(_, let fraction, let bits, let rounding): (shared, fraction, bits, rounding)
    case .shift(_, let bits, let rounding): (0, shared, bits, rounding)
    }
  }

  /// The descriptor that the runtime takes.
  var descriptor: tinysnn_layer_t {
    let decay = decayNumbers
    var result = tinysnn_layer_t()
    result.inputs = UInt16(inputs.count)
    result.neurons = UInt16(layer.outputCount)
    result.weight_bits = UInt8(layer.weights.bits)
    result.drive = UInt8(isLoaded ? TINYSNN_CURRENT : TINYSNN_SPIKES)
    result.value_type = valueType.code
    result.current_type = currentType.code
    result.guard_bits = Int8(layer.guardBits)
    result.guard_rounding = layer.guardRounding.runtimeCode
    result.bias_source = RuntimeSource.code(layer.bias?.mantissas.count)
    result.bias_bits = UInt8(layer.bias?.bits ?? 0)
    result.bias_exponent = UInt8(layer.bias?.exponent ?? 0)
    result.bias = layer.bias.map { biases == nil ? Int32($0.value(at: 0)) : 0 } ?? 0
    switch layer.decay {
    case .none: result.decay = UInt8(TINYSNN_DECAY_NONE)
    case .multiplier: result.decay = UInt8(TINYSNN_DECAY_MULTIPLIER)
    case .shift: result.decay = UInt8(TINYSNN_DECAY_SHIFT)
    }
    result.decay_source = RuntimeSource.code(layer.decay.sourceCount)
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
    result.threshold_source = RuntimeSource.code(threshold?.mantissas.count)
    result.threshold_bits = UInt8(threshold?.bits ?? 0)
    result.threshold_exponent = UInt8(threshold?.exponent ?? 0)
    result.threshold = threshold.map { thresholds == nil ? Int32($0.value(at: 0)) : 0 } ?? 0
    result.reset_value = Int32(layer.firing?.resetValue(at: 0) ?? 0)
    result.membrane_bits = UInt8(layer.membraneBits)
    result.membrane_type = membraneType.code
    switch layer.overflow {
    case _ where neverOverflows: result.overflow = UInt8(TINYSNN_IN_RANGE)
    case .saturate: result.overflow = UInt8(TINYSNN_SATURATE)
    case .wrap: result.overflow = UInt8(TINYSNN_WRAP)
    }
    return result
  }

  /// The windows that the runtime takes, or nil for a layer that it runs as one matrix.
  var window: tinysnn_window_t? {
    guard layer.movesWindow else { return nil }
    let sizes = layer.geometry
    // A spike of a window that is summed adds the weights of the pooled input.
    let pool = layer.poolsByOr ? Extent(1) : sizes.inputWindow
    var result = tinysnn_window_t()
    result.input_width = UInt16(inputs.width)
    result.pool_height = UInt16(pool.height)
    result.pool_width = UInt16(pool.width)
    result.height = UInt16(sizes.pooled.height)
    result.width = UInt16(sizes.pooled.width)
    result.channels = UInt16(sizes.pooled.channels)
    result.kernel_height = UInt16(sizes.kernel.height)
    result.kernel_width = UInt16(sizes.kernel.width)
    result.stride_height = UInt16(sizes.stride.height)
    result.stride_width = UInt16(sizes.stride.width)
    result.padding_height = UInt16(sizes.padding.height)
    result.padding_width = UInt16(sizes.padding.width)
    result.group_inputs = UInt16(sizes.groupInputs)
    result.group_outputs = UInt16(sizes.groupOutputs)
    result.outputs = UInt16(sizes.channels)
    result.rows = UInt16(sizes.neurons.height)
    result.columns = UInt16(sizes.neurons.width)
    result.max_height = UInt16(sizes.currentWindow.height)
    result.max_width = UInt16(sizes.currentWindow.width)
    return result
  }
}

extension IntegerDecay {
  /// The number of factors or distances, nil without leak.
  var sourceCount: Int? { numbers.isEmpty ? nil : numbers.count }
}
