import CVectorKernels
import FixedPoint

/// The integers of one layer in the kernels' form.
///
/// What training changes lives in `LayerState`; these numbers are derived from it and replaced as a
/// whole.
final class IntegerLayerState: @unchecked Sendable {
  private let plan: LayerPlan
  /// The weights as `LayerState.weights` holds them; empty where that array holds the integers
  /// itself.
  let weights: AlignedBuffer<Float>
  /// The recurrent weights times their factor, in the same way.
  let recurrent: AlignedBuffer<Float>
  /// [width]: the real value of one unit of the weights.
  let scale: AlignedBuffer<Float>
  /// [width]: the same of the recurrent weights, which hold their factor.
  let recurrentScale: AlignedBuffer<Float>
  /// [width]: the real values of the grid's lowest and highest point.
  let lowest: AlignedBuffer<Float>
  let highest: AlignedBuffer<Float>
  /// [width + slack]: the real value of one unit of the membrane.
  private let unit: AlignedBuffer<Float>
  /// [number][width + slack].
  private let numbers: AlignedBuffer<Int32>
  /// The dynamics as the kernels take them.
  private(set) var neuron = vk_integer_neuron()
  /// The lowest and the highest point of the weights' grid.
  private(set) var weightRange: ClosedRange<Int> = 0...0
  /// The decays of synaptic current and rise that the backward pass uses.
  private(set) var alpha: Float = 0
  private(set) var riseDecay: Float = 0
  private var sumWidth: vk_width?
  private var betas: IntegerLeakForm = .none

  /// The arrays of numbers per channel; a leak takes five of them.
  private enum Number: Int {
    case bias, threshold, resetValue, riseStep
    case membraneLeak
    case synapseLeak = 9
    case riseLeak = 14

    static let count = 19
  }

  /// - Parameter keepsWeights: Whether the weights have memory of their own, beside those that are
  ///   trained.
  init(_ plan: LayerPlan, keepsWeights: Bool) {
    self.plan = plan
    let slack = Int(VK_PERIOD_SLACK)
    weights = AlignedBuffer(keepsWeights ? plan.weightRows * plan.width : 0)
    recurrent = AlignedBuffer(
      keepsWeights && plan.spec.isRecurrent ? plan.channels * plan.width : 0
    )
    scale = AlignedBuffer(plan.width)
    recurrentScale = AlignedBuffer(plan.width)
    lowest = AlignedBuffer(plan.width)
    highest = AlignedBuffer(plan.width)
    unit = AlignedBuffer(plan.width + slack)
    numbers = AlignedBuffer((plan.width + slack) * Number.count)
  }

  /// Takes over `form`, the layer's own integers.
  func adopt(_ form: IntegerLayerForm) {
    if weights.count > 0 { plan.place(form.weights, in: weights.base) }
    if recurrent.count > 0 { place(recurrent: form.scaledRecurrentWeights) }
    weightRange = form.weightRange
    for channel in 0..<plan.channels {
      let value = form.scales[form.scales.count == 1 ? 0 : channel]
      scale.base[channel] = Float(value)
      recurrentScale.base[channel] = Float(value / Double(form.recurrentFactor))
      lowest.base[channel] = Float(Double(form.weightRange.lowerBound) * value)
      highest.base[channel] = Float(Double(form.weightRange.upperBound) * value)
    }
    for lane in 0..<unit.count {
      let channel = lane % plan.width
      // Membranes of padded lanes are 0 whatever their unit.
      unit.base[lane] =
        channel < plan.channels ? Float(form.units[form.units.count == 1 ? 0 : channel]) : 1
    }
    sumWidth = form.sum.bits < 32 ? vk_width(form.sum) : nil
    betas = form.membrane.leak
    alpha = Float(form.synapse?.leak.decay(channel: 0) ?? 0)
    riseDecay = Float(form.firing?.rise?.leak.decay(channel: 0) ?? 0)
    adoptNeuron(form)
  }

  private func adoptNeuron(_ form: IntegerLayerForm) {
    // A padded neuron never fires: its membrane stays 0.
    fill(.bias, form.bias)
    fill(.threshold, form.firing?.thresholds ?? [], padding: 1)
    fill(.resetValue, form.firing?.resetValues ?? [])
    fill(.riseStep, form.firing?.rise?.steps ?? [])
    neuron.bias = base(.bias)
    neuron.threshold = base(.threshold)
    neuron.reset_value = base(.resetValue)
    neuron.rise_step = base(.riseStep)
    neuron.unit = UnsafePointer(unit.base)
    neuron.membrane_leak = leak(.membraneLeak, form.membrane.leak)
    neuron.synapse_leak = leak(.synapseLeak, form.synapse?.leak ?? .none)
    neuron.rise_leak = leak(.riseLeak, form.firing?.rise?.leak ?? .none)
    neuron.membrane_width = vk_width(form.membrane.width)
    neuron.synapse_width = form.synapse.map { vk_width($0.width) } ?? vk_width()
    neuron.guard_shift = vk_rounding_shift(
      RoundingShift(form.guardRounding, distance: max(-form.guardBits, 0))
    )
    neuron.guard_factor = 1 << Int32(max(form.guardBits, 0))
    neuron.rise_limit = Int32(form.firing?.rise?.limit ?? 0)
    neuron.period = plan.width
    neuron.is_synaptic = form.synapse == nil ? 0 : 1
    neuron.is_adaptive = form.firing?.rise == nil ? 0 : 1
    neuron.reset = plan.neuron.reset
  }

  /// The decay of lane `lane` that the backward pass uses.
  func beta(_ lane: Int) -> Float {
    lane < plan.channels ? Float(betas.decay(channel: lane)) : 0
  }

  /// The threshold of lane `lane` in the units in which the kernels write membranes.
  func threshold(_ lane: Int) -> Float {
    // The very product of the kernels: it keeps the order of the integers.
    unit.base[lane] * Float(neuron.threshold[lane])
  }

  /// Brings `count` complete sums into their width.
  func boundSums(_ count: Int, _ sums: UnsafeMutablePointer<Float>, _ kernels: VectorKernels) {
    guard var width = sumWidth else { return }
    kernels.table.bring(&width, count, sums)
  }

  private func place(recurrent values: [Float]) {
    for (index, value) in values.enumerated() {
      recurrent.base[index / plan.channels * plan.width + index % plan.channels] = value
    }
  }

  private func base(_ number: Number, offset: Int = 0) -> UnsafePointer<Int32> {
    UnsafePointer(numbers.base + (number.rawValue + offset) * unit.count)
  }

  private func fill(
    _ number: Number,
    offset: Int = 0,
    _ values: [Int32],
    padding: Int32 = 0
  ) {
    let target = numbers.base + (number.rawValue + offset) * unit.count
    for lane in 0..<unit.count {
      let channel = lane % plan.width
      if channel >= plan.channels {
        target[lane] = padding
      } else {
        target[lane] = values.isEmpty ? 0 : values[values.count == 1 ? 0 : channel]
      }
    }
  }

  private func leak(_ number: Number, _ form: IntegerLeakForm) -> vk_leak {
    fill(number, form.factors)
    var result = vk_leak()
    result.factor = base(number)
    let shifts = form.distances.map { RoundingShift(form.rounding, distance: $0) }
    guard shifts.count > 1 else {
      result.shift = vk_rounding_shift(shifts[0])
      return result
    }
    fill(number, offset: 1, shifts.map(\.distance))
    fill(number, offset: 2, shifts.map(\.correction))
    fill(number, offset: 3, shifts.map(\.negativeCorrection))
    fill(number, offset: 4, shifts.map(\.parity))
    result.distance = base(number, offset: 1)
    result.correction = base(number, offset: 2)
    result.negative = base(number, offset: 3)
    result.parity = base(number, offset: 4)
    return result
  }
}

extension IntegerLayerForm {
  /// The recurrent weights in units of the weighted sum.
  var scaledRecurrentWeights: [Float] {
    recurrentFactor == 1 ? recurrentWeights : recurrentWeights.map { $0 * Float(recurrentFactor) }
  }
}

extension vk_width {
  fileprivate init(_ width: IntegerWidth) {
    let range = IntegerRange.signed(bits: width.bits)
    switch width.overflow {
    case .saturate:
      self.init(unused: 0, lower: Int32(range.lower), upper: Int32(range.upper))
    case .wrap:
      self.init(unused: Int32(32 - width.bits), lower: .min, upper: .max)
    }
  }
}

extension vk_rounding_shift {
  fileprivate init(_ shift: RoundingShift) {
    self.init(
      distance: shift.distance,
      correction: shift.correction,
      negative: shift.negativeCorrection,
      parity: shift.parity
    )
  }
}
