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
  /// Whether currents, or the sums of a recurrent layer, are computed once per sample.
  let isLoaded: Bool
  /// The largest input of a loaded layer; 0 for a layer that reads spikes.
  let inputMaximum: Int
  /// The storage of the accumulators.
  let valueType: StorageType
  /// The storage of the currents of a loaded layer; that of the accumulators without them.
  let currentType: StorageType
  let weights: DeviceWeights
  /// The weights from the layer's own neurons; nil without any.
  let recurrence: DeviceWeights?
  let bias: DeviceNumber
  let decay: DeviceDecay
  let threshold: DeviceNumber
  let reset: DeviceNumber
  let synapseDecay: DeviceDecay
  let riseDecay: DeviceDecay
  let step: DeviceNumber

  /// Takes the decisions of the first layer of a direct-coded network, or of another layer.
  init(
    _ layer: QuantizedLayer,
    ranges: LayerRanges,
    identifier: CIdentifier,
    loads input: InputSpec?,
    _ layout: StateLayout,
    paddedFrom leastPaddedBytes: Int
  ) {
    self.layer = layer
    self.ranges = ranges
    self.identifier = identifier
    isLoaded = input != nil
    inputMaximum = input?.maximum ?? 0
    // The sums of a loaded dense layer become currents where they are.
    let sumsInPlace = isLoaded && !layer.movesWindow && layer.recurrence == nil
    valueType = (sumsInPlace ? layout.currentType : layout.accumulatorType) ?? .int32
    currentType = (isLoaded ? layout.currentType : layout.accumulatorType) ?? .int32
    weights = DeviceWeights(
      layer.weights.values,
      of: layer.weights,
      layer.weightStorage(paddedFrom: leastPaddedBytes)
    )
    recurrence = layer.recurrence.flatMap { recurrence in
      layer.recurrentStorage(paddedFrom: leastPaddedBytes).map {
        DeviceWeights(recurrence.values, of: layer.weights, $0)
      }
    }
    let firing = layer.firing
    bias = DeviceNumber(layer.bias, isSigned: true)
    decay = DeviceDecay(layer.decay)
    threshold = DeviceNumber(firing?.threshold, isSigned: false)
    reset = DeviceNumber(firing?.reset == .zero ? firing?.resetValue : nil, isSigned: true)
    synapseDecay = DeviceDecay(layer.synapse?.decay ?? IntegerDecay.none)
    riseDecay = DeviceDecay(firing?.adaptation?.decay ?? IntegerDecay.none)
    step = DeviceNumber(firing?.adaptation?.step, isSigned: false)
  }

  var fires: Bool { layer.firing != nil }
  /// The bytes of the layer's spikes.
  var spikeBytes: Int { fires ? (layer.outputCount + 7) / 8 : 0 }
  /// The inputs that the runtime sees: after pooling by OR, which is a pass of its own.
  var inputs: SampleShape { layer.poolsByOr ? layer.geometry.pooled : layer.geometry.input }

  /// What the values of the layer are before its neurons advance.
  var drive: RuntimeConstant {
    RuntimeConstant(isLoaded: isLoaded, isRecurrent: recurrence != nil)
  }
  /// Whether incomplete sums wrap in their storage, as the complete ones do in their width.
  var sumsWrap: Bool { !IntegerRange.signed(bits: 8 * valueType.bytes).contains(ranges.sum) }
  var membraneType: StorageType { StorageType(bits: layer.membraneBits) }
  /// The storage of the synaptic currents; nil without any.
  var synapseType: StorageType? { layer.synapse.map { StorageType(bits: $0.bits) } }
  /// The storage of the rises of the thresholds; nil without any.
  var riseType: StorageType? {
    layer.firing?.adaptation.map { StorageType(unsignedBits: $0.bits) }
  }

  var accumulatorOverflow: RuntimeConstant {
    RuntimeConstant(layer.accumulatorOverflow, canHappen: ranges.accumulatorOverflowCanHappen)
  }
  var synapseOverflow: RuntimeConstant {
    RuntimeConstant(
      layer.synapse?.overflow ?? .saturate,
      canHappen: layer.synapse != nil && ranges.synapseOverflowCanHappen
    )
  }
  var overflow: RuntimeConstant {
    RuntimeConstant(layer.overflow, canHappen: ranges.overflowCanHappen)
  }

  /// The tables of the channels' numbers that exist.
  var parameterTables: [DeviceTable] {
    let tables: [(suffix: String, kind: String, bytes: [UInt8]?)] = [
      ("biases", "BIAS", bias.table), ("decays", "DECAY", decay.table),
      ("thresholds", "THRESHOLD", threshold.table), ("resets", "RESET", reset.table),
      ("alphas", "ALPHA", synapseDecay.table), ("rhos", "RHO", riseDecay.table),
      ("steps", "STEP", step.table),
    ]
    return tables.compactMap { table in
      table.bytes.map {
        DeviceTable(suffix: table.suffix, bitsMacro: table.kind + "_BITS", bytes: $0)
      }
    }
  }
}

extension DeviceLayer {
  /// The descriptor that the runtime takes.
  var descriptor: tinysnn_layer_t {
    var result = tinysnn_layer_t()
    result.inputs = UInt16(inputs.count)
    result.neurons = UInt16(layer.outputCount)
    result.weights = weights.member
    if let recurrence { result.recurrence = recurrence.member }
    result.recurrence_factor = UInt16(layer.recurrence?.factor ?? 1)
    result.drive = drive.code
    result.input_max = UInt8(inputMaximum)
    result.value_type = valueType.code
    result.value_wraps = sumsWrap ? 1 : 0
    result.current_type = currentType.code
    result.accumulator_bits = UInt8(layer.accumulatorBits)
    result.accumulator_overflow = accumulatorOverflow.code
    result.guard_bits = Int8(layer.guardBits)
    result.guard_rounding = RuntimeConstant(layer.guardRounding).code
    result.bias = bias.member
    result.synapse_bits = UInt8(layer.synapse?.bits ?? 0)
    result.synapse_type = synapseType?.code ?? 0
    result.synapse_overflow = synapseOverflow.code
    result.synapse_decay = synapseDecay.member
    result.decay = decay.member
    result.firing = RuntimeConstant(layer.firing?.reset).code
    result.threshold = threshold.member
    result.reset = reset.member
    result.rise_bits = UInt8(layer.firing?.adaptation?.bits ?? 0)
    result.rise_type = riseType?.code ?? 0
    result.rise_decay = riseDecay.member
    result.step = step.member
    result.membrane_bits = UInt8(layer.membraneBits)
    result.membrane_type = membraneType.code
    result.overflow = overflow.code
    return result
  }
}
