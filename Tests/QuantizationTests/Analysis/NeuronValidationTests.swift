import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

/// The legal numbers of neurons: each limit is met by a legal network and passed by the refused one.
@Suite struct NeuronValidationTests {
  /// A legal network of one layer of three recurrent neurons that have every part.
  private var legal: QuantizedNetwork {
    let numbers = ScaledIntegers(bits: 6, exponent: 0, mantissas: [20, 21, 22])
    let leak = IntegerDecay.multiplier(factors: [3], fractionBits: 4, bits: 4, rounding: .floor)
    var layer = plainLayer(
      .dense(inputs: 2, units: 3),
      weights: [1, 2, 3, 4, 5, 6],
      threshold: [20]
    )
    layer.recurrence = IntegerRecurrence(values: [1, 2, 3, 4, 5, 6, 7, -7, 0], factor: 15)
    layer.bias = numbers
    layer.synapse = IntegerSynapse(decay: leak, bits: 12, overflow: .wrap)
    layer.decay = leak
    layer.firing?.resetValue = ScaledIntegers(bits: 6, exponent: 0, mantissas: [-3, 0, 19])
    layer.firing?.adaptation = IntegerAdaptation(decay: leak, step: numbers, bits: 10)
    var network = plainNetwork(SampleShape(height: 1, width: 2), [layer], timesteps: 3)
    network.readout = .spikeCount
    return network
  }

  /// Expects that the layer is legal after `last`, and refused for `reason` after `next` besides.
  private func refuse(
    _ reason: String,
    legal last: (inout QuantizedLayer) -> Void = { _ in },
    sourceLocation: SourceLocation = #_sourceLocation,
    _ next: (inout QuantizedLayer) -> Void
  ) {
    var network = legal
    last(&network.layers[0])
    expectRefusal(of: network, "layer1: " + reason, sourceLocation: sourceLocation) {
      next(&$0.layers[0])
    }
  }

  @Test("Widths have ends, and so have guard bits")
  func widths() {
    for (last, next) in [(8, 7), (32, 33)] {
      refuse(
        "an accumulator of \(next) bits; legal are 8...32",
        legal: { $0.accumulatorBits = last },
        { $0.accumulatorBits = next }
      )
    }
    for (last, next) in [(4, 3), (24, 25)] {
      refuse(
        "a synaptic current of \(next) bits; legal are 4...24",
        legal: { $0.synapse?.bits = last },
        { $0.synapse?.bits = next }
      )
      refuse(
        "a rise of the threshold of \(next) bits; legal are 4...24",
        legal: { $0.firing?.adaptation?.bits = last },
        { $0.firing?.adaptation?.bits = next }
      )
      func setMembrane(_ layer: inout QuantizedLayer, _ bits: Int) {
        layer.membraneBits = bits
        layer.firing?.threshold.mantissas = [3]
        layer.firing?.resetValue = nil
      }
      refuse(
        "a membrane of \(next) bits; legal are 4...24",
        legal: { setMembrane(&$0, last) },
        { setMembrane(&$0, next) }
      )
    }
    for (last, next) in [(16, 17), (-24, -25)] {
      refuse(
        "guard bits \(next) with rounding floor",
        legal: { $0.guardBits = last },
        { $0.guardBits = next }
      )
    }
    refuse("guard bits 0 with rounding stochastic") { $0.guardRounding = .stochastic }
  }

  @Test("Biases are signed, fit 31 bits with their exponent, and are one or one per channel")
  func biases() {
    let reason = "illegal biases"
    func scaled(_ bits: Int, _ exponent: Int, _ mantissas: [Int32]) -> ScaledIntegers {
      ScaledIntegers(bits: bits, exponent: exponent, mantissas: mantissas)
    }
    let limits: [(ScaledIntegers, ScaledIntegers)] = [
      (scaled(6, 30, [0]), scaled(6, 31, [0])), (scaled(6, 0, [0]), scaled(6, -1, [0])),
      (scaled(6, 0, [31]), scaled(6, 0, [32])), (scaled(6, 0, [-32]), scaled(6, 0, [-33])),
      (scaled(16, 0, [1]), scaled(17, 0, [1])), (scaled(2, 0, [1]), scaled(1, 0, [0])),
      (scaled(6, 0, [1, 2, 3]), scaled(6, 0, [1, 2])),
    ]
    for (last, next) in limits {
      refuse(reason, legal: { $0.bias = last }, { $0.bias = next })
    }
    // 2^29 is legal, 2^30 has no place in 31 bits with a sign.
    refuse(reason, legal: { $0.bias = scaled(3, 29, [1]) }, { $0.bias = scaled(3, 30, [1]) })
  }

  @Test("Thresholds are positive, inside the membrane and above their reset value")
  func firing() {
    let reason = "illegal thresholds or reset values"
    func threshold(_ mantissas: [Int32]) -> ScaledIntegers {
      ScaledIntegers(bits: 16, exponent: 0, mantissas: mantissas)
    }
    func setThreshold(_ layer: inout QuantizedLayer, _ mantissas: [Int32]) {
      layer.firing?.threshold = threshold(mantissas)
      layer.firing?.resetValue = nil
    }
    let limits: [(last: [Int32], next: [Int32])] = [
      // A membrane of 16 bits ends at 32,767.
      ([1], [0]), ([32_767], [32_768]), ([5, 5, 5], [5, 5]), ([5, 5, 5], [5, 5, 0]),
    ]
    for (last, next) in limits {
      refuse(reason, legal: { setThreshold(&$0, last) }, { setThreshold(&$0, next) })
    }
    // The threshold is 20, the reset value of the last channel 19.
    refuse(reason) { $0.firing?.resetValue?.mantissas[2] = 20 }
    refuse(reason) { $0.firing?.resetValue?.mantissas = [0, 0] }
    func reset(_ exponent: Int) -> ScaledIntegers {
      ScaledIntegers(bits: 6, exponent: exponent, mantissas: [-32])
    }
    // -32 * 2^10 is the lower end of the membrane.
    refuse(
      reason,
      legal: { $0.firing?.resetValue = reset(10) },
      { $0.firing?.resetValue = reset(11) }
    )
  }

  @Test("Steps of an adaptive threshold are not negative, and one or one per channel")
  func steps() {
    let reason = "illegal steps of an adaptive threshold"
    refuse(reason, legal: { $0.firing?.adaptation?.step.mantissas[1] = 0 }) {
      $0.firing?.adaptation?.step.mantissas[1] = -1
    }
    refuse(reason, legal: { $0.firing?.adaptation?.step.mantissas[1] = 63 }) {
      $0.firing?.adaptation?.step.mantissas[1] = 64
    }
    refuse(reason) { $0.firing?.adaptation?.step.mantissas = [1, 2] }
  }

  /// A state that decays: what messages call it, and its decay and width in the layer.
  private struct Decaying {
    let name: String
    let set: (inout QuantizedLayer, IntegerDecay, _ bits: Int) -> Void
  }

  private let states = [
    Decaying(name: "membrane") { layer, decay, bits in
      layer.decay = decay
      layer.membraneBits = bits
    },
    Decaying(name: "synaptic current") { layer, decay, bits in
      layer.synapse = IntegerSynapse(decay: decay, bits: bits, overflow: .wrap)
    },
    Decaying(name: "rise of the threshold") { layer, decay, bits in
      layer.firing?.adaptation?.decay = decay
      layer.firing?.adaptation?.bits = bits
    },
  ]

  @Test(
    "Decays lose no more than there is, and their products stay inside 31 bits, those of rises 30"
  )
  func decays() {
    func multiplier(
      _ factors: [Int],
      _ fractionBits: Int,
      bits: Int,
      _ rounding: RoundingMode = .floor
    ) -> IntegerDecay {
      .multiplier(factors: factors, fractionBits: fractionBits, bits: bits, rounding: rounding)
    }
    func shift(
      _ distances: [Int],
      bits: Int,
      _ rounding: RoundingMode = .floor
    ) -> IntegerDecay {
      .shift(distances: distances, bits: bits, rounding: rounding)
    }
    let limits: [(last: (IntegerDecay, Int), next: (IntegerDecay, Int))] = [
      ((multiplier([1], 16, bits: 16), 12), (multiplier([1], 16, bits: 17), 12)),
      ((multiplier([1], 24, bits: 4), 12), (multiplier([1], 25, bits: 4), 12)),
      ((multiplier([0], 0, bits: 4), 12), (multiplier([0], -1, bits: 4), 12)),
      ((multiplier([2], 1, bits: 2), 12), (multiplier([3], 1, bits: 2), 12)),
      ((multiplier([3], 4, bits: 2), 12), (multiplier([4], 4, bits: 2), 12)),
      ((multiplier([1, 2, 3], 4, bits: 2), 12), (multiplier([1, 2], 4, bits: 2), 12)),
      ((multiplier([1], 4, bits: 2), 12), (multiplier([1], 4, bits: 2, .stochastic), 12)),
      ((shift([15], bits: 4), 12), (shift([16], bits: 4), 12)),
      ((shift([1], bits: 4), 12), (shift([1], bits: 5), 12)),
      ((shift([1, 2, 3], bits: 2), 12), (shift([1, 2], bits: 2), 12)),
      ((shift([1], bits: 3), 12), (shift([1], bits: 3, .stochastic), 12)),
    ]
    for state in states {
      // A rise has no sign, so its product has one bit less.
      let productBits = state.name == "rise of the threshold" ? 30 : 31
      let wide = multiplier([200], 9, bits: 8)
      for (last, next) in limits + [((wide, productBits - 8), (wide, productBits - 7))] {
        refuse(
          "an illegal decay of the \(state.name), or one whose product with it can leave "
            + "\(productBits) bits",
          legal: { state.set(&$0, last.0, last.1) },
          { state.set(&$0, next.0, next.1) }
        )
      }
    }
  }
}
