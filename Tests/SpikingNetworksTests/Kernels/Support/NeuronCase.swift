import CVectorKernels
import Testing

/// Neurons for the kernels and the same for their plain definition.
///
/// All numbers are small multiples of powers of 2: a few steps are exact in Float, whatever the order and
/// rounding of the operations, and no membrane meets its threshold by rounding alone.
struct NeuronCase: Sendable, CustomTestStringConvertible {
  var isSynaptic: Bool
  var isAdaptive: Bool
  var resetsToZero: Bool
  var isDetached = true
  var surrogate = VK_FAST_SIGMOID

  static let forward: [NeuronCase] = [false, true].flatMap { isSynaptic in
    [false, true].flatMap { isAdaptive in
      [false, true].map {
        NeuronCase(isSynaptic: isSynaptic, isAdaptive: isAdaptive, resetsToZero: $0)
      }
    }
  }

  static let backward: [NeuronCase] = forward.flatMap { neuron in
    [false, true].flatMap { isDetached in
      [VK_FAST_SIGMOID, VK_ARCTAN, VK_TRIANGULAR, VK_BOXCAR].map {
        var result = neuron
        (result.isDetached, result.surrogate) = (isDetached, $0)
        return result
      }
    }
  }

  var testDescription: String {
    (isSynaptic ? "synaptic " : "") + (isAdaptive ? "adaptive " : "")
      + (resetsToZero ? "to zero" : "subtract") + (isDetached ? " detached" : "")
      + ", surrogate \(surrogate)"
  }

  /// Channels, neurons and steps: periods smaller and larger than any block of neurons.
  static let sizes = [
    (period: 16, n: 16, steps: 1), (period: 16, n: 16 * 11, steps: 4),
    (period: 48, n: 48 * 5, steps: 5), (period: 80, n: 80, steps: 5),
    (period: 144, n: 144 * 2, steps: 3), (period: 112, n: 112 * 3, steps: 2),
  ]

  func plain(period: Int, hasCost: Bool = false, _ draws: inout Draws) -> PlainNeurons {
    func parts(_ range: ClosedRange<Int>, of whole: Double) -> [Double] {
      (0..<period).map { _ in Double(draws.pick(range)) / whole }
    }
    var result = PlainNeurons(beta: parts(0...4, of: 4), threshold: parts(2...6, of: 4))
    result.bias = isSynaptic && draws.uniform() < 0.7 ? parts(-2...2, of: 4) : nil
    result.cost = hasCost ? parts(-3...3, of: 8) : nil
    result.resetValue = resetsToZero ? -0.25 : 0
    result.alpha = isSynaptic ? 0.5 : nil
    result.rise = isAdaptive ? (decay: 0.5, step: 0.75) : nil
    (result.resetsToZero, result.isDetached) = (resetsToZero, isDetached)
    result.surrogate = (surrogate, surrogate == VK_FAST_SIGMOID ? 2 : 1.3)
    return result
  }

  /// Currents around the thresholds, in eighths.
  static func currents(_ count: Int, _ draws: inout Draws) -> [Float] {
    (0..<count).map { _ in Float(draws.pick(-6...14)) / 8 }
  }
}

/// The memory that a `vk_neuron` points to.
final class NeuronMemory {
  private let arrays: [GuardedBuffer<Float>?]
  private let plain: PlainNeurons

  init(_ plain: PlainNeurons) {
    self.plain = plain
    let period = plain.beta.count
    arrays =
      [plain.beta, plain.threshold, plain.bias, plain.cost].map { values in
        values.map { values in
          GuardedBuffer((0..<period + Int(VK_PERIOD_SLACK)).map { Float(values[$0 % period]) })
        }
      } + [plain.ownCost.map { GuardedBuffer($0.map { Float($0) }) }]
  }

  var neuron: vk_neuron {
    vk_neuron(
      beta: arrays[0].map { UnsafePointer($0.base) },
      threshold: arrays[1].map { UnsafePointer($0.base) },
      bias: arrays[2].map { UnsafePointer($0.base) },
      cost: arrays[3].map { UnsafePointer($0.base) },
      own_cost: arrays[4].map { UnsafePointer($0.base) },
      period: plain.beta.count,
      reset_value: Float(plain.resetValue),
      alpha: Float(plain.alpha ?? 0),
      rise_decay: Float(plain.rise?.decay ?? 0),
      rise_step: Float(plain.rise?.step ?? 0),
      is_synaptic: plain.alpha == nil ? 0 : 1,
      is_adaptive: plain.rise == nil ? 0 : 1,
      reset: Int32(plain.resetsToZero ? VK_RESET_ZERO : VK_RESET_SUBTRACT),
      detach_reset: plain.isDetached ? 1 : 0,
      surrogate: Int32(plain.surrogate.kind),
      surrogate_shape: Float(plain.surrogate.shape),
      floors: 0,
      membrane_cost: Float(plain.membraneCost?.factor ?? 0),
      membrane_lower: Float(plain.membraneCost?.lower ?? 0),
      membrane_upper: Float(plain.membraneCost?.upper ?? 0)
    )
  }

  /// Whether the arrays are those that they were.
  var isIntact: Bool { arrays.allSatisfy { $0?.isIntact ?? true } }
}

/// The memory that a `vk_carry` points to.
final class CarryMemory {
  let v: GuardedBuffer<Float>
  let i: GuardedBuffer<Float>?
  let a: GuardedBuffer<Float>?

  init(_ state: PlainNeurons.State, _ plain: PlainNeurons) {
    v = GuardedBuffer(state.v.map { Float($0) })
    i = plain.alpha == nil ? nil : GuardedBuffer(state.i.map { Float($0) })
    a = plain.rise == nil ? nil : GuardedBuffer(state.a.map { Float($0) })
  }

  var carry: vk_carry { vk_carry(v: v.base, i: i?.base, a: a?.base) }
  var isIntact: Bool { v.isIntact && i?.isIntact ?? true && a?.isIntact ?? true }
}
