import CVectorKernels
import FixedPoint
import Testing

/// Integer neurons for the kernels and the same for their plain definition.
struct IntegerNeuronCase: Sendable, CustomTestStringConvertible {
  var isSynaptic: Bool
  var isAdaptive: Bool
  var resetsToZero: Bool
  /// The rounding of every leak and of the guard shift.
  var rounding: RoundingMode
  var overflow: OverflowMode

  /// All parts together, every rounding with and without them, every overflow.
  static let all: [IntegerNeuronCase] = RoundingMode.deterministic.flatMap { rounding in
    OverflowMode.allCases.flatMap { overflow in
      [(false, false), (true, false), (false, true), (true, true)].map { isSynaptic, isAdaptive in
        IntegerNeuronCase(
          isSynaptic: isSynaptic,
          isAdaptive: isAdaptive,
          resetsToZero: (rounding == .floor) != isSynaptic,
          rounding: rounding,
          overflow: overflow
        )
      }
    }
  }

  var testDescription: String {
    (isSynaptic ? "synaptic " : "") + (isAdaptive ? "adaptive " : "")
      + (resetsToZero ? "to a value" : "subtract") + ", \(rounding), \(overflow)"
  }

  func plain(period: Int, _ draws: inout Draws) -> PlainIntegerNeurons {
    func numbers(_ range: ClosedRange<Int>, perChannel: Bool = true) -> [Int] {
      (0..<(perChannel ? period : 1)).map { _ in draws.pick(range) }
    }
    func leak() -> PlainIntegerNeurons.Leak {
      switch draws.pick(0...3) {
      case 0: PlainIntegerNeurons.Leak(factors: [], distances: [0], rounding: .floor)
      case 1:
        PlainIntegerNeurons.Leak(
          factors: [1],
          distances: numbers(0...5, perChannel: draws.pick(0...1) == 0),
          rounding: rounding
        )
      default:
        PlainIntegerNeurons.Leak(
          factors: numbers(0...31, perChannel: draws.pick(0...1) == 0),
          distances: [draws.pick(5...8)],
          rounding: rounding
        )
      }
    }
    let membrane = (
      leak: leak(), width: PlainIntegerNeurons.Width(bits: 8, overflow: overflow)
    )
    let synapse = (
      leak: leak(), width: PlainIntegerNeurons.Width(bits: 7, overflow: overflow)
    )
    let rise = (leak: leak(), limit: 63)
    return PlainIntegerNeurons(
      bias: numbers(-9...9),
      threshold: numbers(10...90),
      resetValue: resetsToZero ? numbers(-20...9) : Array(repeating: 0, count: period),
      riseStep: numbers(0...40),
      unit: (0..<period).map { _ in Float(0.25 + draws.uniform()) },
      membrane: membrane,
      synapse: isSynaptic ? synapse : nil,
      rise: isAdaptive ? rise : nil,
      guardBits: draws.pick(-3...2),
      guardRounding: rounding,
      resetsToZero: resetsToZero
    )
  }

  /// Sums of weights that fire, saturate and leave the membrane alone.
  static func sums(_ count: Int, _ draws: inout Draws) -> [Float] {
    (0..<count).map { _ in Float(draws.pick(-60...110)) }
  }
}

/// The memory that a `vk_integer_neuron` points to.
final class IntegerNeuronMemory {
  private var arrays: [GuardedBuffer<Int32>] = []
  private let unit: GuardedBuffer<Float>
  private(set) var neuron = vk_integer_neuron()
  private let period: Int

  init(_ plain: PlainIntegerNeurons) {
    period = plain.bias.count
    let period = period
    unit = GuardedBuffer((0..<period + Int(VK_PERIOD_SLACK)).map { plain.unit[$0 % period] })
    neuron.unit = UnsafePointer(unit.base)
    neuron.bias = array(plain.bias)
    neuron.threshold = array(plain.threshold)
    neuron.reset_value = array(plain.resetValue)
    neuron.rise_step = array(plain.riseStep)
    neuron.membrane_leak = leak(plain.membrane.leak)
    neuron.membrane_width = vk_width(plain.membrane.width)
    if let synapse = plain.synapse {
      neuron.synapse_leak = leak(synapse.leak)
      neuron.synapse_width = vk_width(synapse.width)
      neuron.is_synaptic = 1
    }
    if let rise = plain.rise {
      neuron.rise_leak = leak(rise.leak)
      neuron.rise_limit = Int32(rise.limit)
      neuron.is_adaptive = 1
    }
    neuron.guard_factor = 1 << Int32(max(plain.guardBits, 0))
    neuron.guard_shift = vk_rounding_shift(plain.guardRounding, max(-plain.guardBits, 0))
    neuron.period = period
    neuron.reset = Int32(plain.resetsToZero ? VK_RESET_ZERO : VK_RESET_SUBTRACT)
  }

  /// Whether the arrays are those that they were.
  var isIntact: Bool { arrays.allSatisfy(\.isIntact) && unit.isIntact }

  private func array(_ values: [Int]) -> UnsafePointer<Int32> {
    let buffer = GuardedBuffer(
      (0..<period + Int(VK_PERIOD_SLACK)).map {
        Int32(values.isEmpty ? 0 : values[values.count == 1 ? 0 : $0 % period])
      }
    )
    arrays.append(buffer)
    return UnsafePointer(buffer.base)
  }

  private func leak(_ plain: PlainIntegerNeurons.Leak) -> vk_leak {
    var result = vk_leak()
    result.factor = array(plain.factors)
    let shifts = plain.distances.map { vk_rounding_shift(plain.rounding, $0) }
    result.shift = shifts[0]
    guard shifts.count > 1 else { return result }
    result.shift = vk_rounding_shift(distance: 31, correction: 1, negative: 1, parity: 1)
    result.distance = array(shifts.map { Int($0.distance) })
    result.correction = array(shifts.map { Int($0.correction) })
    result.negative = array(shifts.map { Int($0.negative) })
    result.parity = array(shifts.map { Int($0.parity) })
    return result
  }
}

extension vk_width {
  init(_ width: PlainIntegerNeurons.Width) {
    switch width.overflow {
    case .saturate:
      let end = 1 << (width.bits - 1)
      self.init(unused: 0, lower: Int32(-end), upper: Int32(end - 1))
    case .wrap: self.init(unused: Int32(32 - width.bits), lower: .min, upper: .max)
    }
  }
}

extension vk_rounding_shift {
  init(_ mode: RoundingMode, _ distance: Int) {
    let shift = RoundingShift(mode, distance: distance)
    self.init(
      distance: shift.distance,
      correction: shift.correction,
      negative: shift.negativeCorrection,
      parity: shift.parity
    )
  }
}
