import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

/// Where a network is refused because a value could leave 31 bits: the last legal one, and the next.
@Suite struct SumLimitTests {
  private let highest = (1 << 30) - 1
  private let lowest = -(1 << 30)

  /// A membrane that forgets all of it in every step, so that nothing is added to what enters it.
  private let forgetful = IntegerDecay.multiplier(
    factors: [1],
    fractionBits: 0,
    bits: 1,
    rounding: .floor
  )

  /// One neuron with `weights` of 16 bits from rate-coded inputs, after `change`.
  private func network(
    _ weights: [Int16],
    _ change: (inout QuantizedLayer) -> Void
  ) -> QuantizedNetwork {
    var layer = plainLayer(.dense(inputs: weights.count, units: 1), weights: weights)
    layer.weights.grid = .twosComplement
    layer.weights.bits = 16
    layer.membraneBits = 24
    change(&layer)
    var network = plainNetwork(
      SampleShape(height: 1, width: weights.count),
      [layer],
      timesteps: 4
    )
    network.input.coding = .rate
    return network
  }

  private func expectLegal(
    _ network: QuantizedNetwork,
    _ values: KeyPath<LayerRanges, IntegerRange>,
    at expected: IntegerRange,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let ranges = try network.validate()
    #expect(ranges[0][keyPath: values] == expected, sourceLocation: sourceLocation)
  }

  /// Expects the refusal of `network`, in which `values` and what follows from them are all that is too large.
  private func expectRefusal(
    _ network: QuantizedNetwork,
    _ values: KeyPath<LayerRanges, IntegerRange>,
    beyond limit: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let range = BoundsAnalysis.ranges(of: network)[0][keyPath: values]
    #expect(limit > 0 ? range.upper > limit : range.lower < limit, sourceLocation: sourceLocation)
    #expect(
      throws: QuantizationFailure.accumulatorOverflow(layer: "layer1"),
      sourceLocation: sourceLocation
    ) {
      try network.validate()
    }
  }

  @Test("Weighted sums reach 2^30 - 1 and -2^30, however narrow their accumulator is")
  func sums() throws {
    func network(_ weight: Int16, _ others: [Int16]) -> QuantizedNetwork {
      // (2^15 + 1) (2^15 - 1) = 2^30 - 1.
      self.network([Int16](repeating: weight, count: 32_769) + others) { $0.accumulatorBits = 8 }
    }
    try expectLegal(network(32_767, []), \.sum, at: IntegerRange(0, highest))
    expectRefusal(network(32_767, [1]), \.sum, beyond: highest)
    try expectLegal(network(-32_767, [-1]), \.sum, at: IntegerRange(lowest, 0))
    expectRefusal(network(-32_767, [-2]), \.sum, beyond: lowest)
  }

  @Test("Guard bits count, whatever the bias takes back")
  func scaled() throws {
    func network(_ weight: Int16, bias: Int32) -> QuantizedNetwork {
      self.network([weight]) {
        $0.guardBits = 16
        $0.decay = forgetful
        $0.bias = ScaledIntegers(bits: 8, exponent: 0, mantissas: [bias])
      }
    }
    let unit = 1 << 16
    try expectLegal(network(16_383, bias: -1), \.scaled, at: IntegerRange(0, 16_383 * unit))
    expectRefusal(network(16_384, bias: -1), \.scaled, beyond: highest)
    #expect(BoundsAnalysis.ranges(of: network(16_384, bias: -1))[0].current.upper == highest)
    try expectLegal(network(-16_384, bias: 1), \.scaled, at: IntegerRange(lowest, 0))
    expectRefusal(network(-16_385, bias: 127), \.scaled, beyond: lowest)
  }

  @Test("A synaptic current counts with what it still holds")
  func synapticSums() throws {
    // 16,256 * 2^16 = 2^30 - 2^23, and a current of 24 bits holds 2^23 - 1.
    func network(_ weight: Int16) -> QuantizedNetwork {
      self.network([weight]) {
        $0.guardBits = 16
        $0.decay = forgetful
        $0.synapse = IntegerSynapse(decay: .none, bits: 24, overflow: .saturate)
      }
    }
    try expectLegal(network(16_256), \.synapticSum, at: IntegerRange(0, highest))
    expectRefusal(network(16_257), \.synapticSum, beyond: highest)
    try expectLegal(network(-16_256), \.synapticSum, at: IntegerRange(lowest, 0))
    expectRefusal(network(-16_257), \.synapticSum, beyond: lowest)
  }

  @Test("A bias counts where it adds to the current")
  func currents() throws {
    func network(_ weight: Int16, bias: Int32, exponent: Int = 0) -> QuantizedNetwork {
      self.network([weight]) {
        $0.guardBits = 15
        $0.decay = forgetful
        $0.bias = ScaledIntegers(bits: 16, exponent: exponent, mantissas: [bias])
      }
    }
    try expectLegal(network(32_767, bias: 32_767), \.current, at: IntegerRange(32_767, highest))
    expectRefusal(network(32_767, bias: 16_384, exponent: 1), \.current, beyond: highest)
    try expectLegal(network(-32_768, bias: 0), \.current, at: IntegerRange(lowest, 0))
    expectRefusal(network(-32_768, bias: -1), \.current, beyond: lowest)
  }

  @Test("A membrane counts with what it still holds")
  func membranes() throws {
    func network(_ weight: Int16) -> QuantizedNetwork {
      self.network([weight]) { $0.guardBits = 16 }
    }
    try expectLegal(network(16_256), \.integrated, at: IntegerRange(0, highest))
    expectRefusal(network(16_257), \.integrated, beyond: highest)
    try expectLegal(network(-16_256), \.integrated, at: IntegerRange(lowest, 0))
    expectRefusal(network(-16_257), \.integrated, beyond: lowest)
  }

  @Test("The largest legal product of a state and its factor fits 32 bits with what rounds it")
  func products() throws {
    func network(factor: Int, bits: Int, fractionBits: Int = 24) -> QuantizedNetwork {
      var network = self.network([1]) {
        $0.firing = IntegerFiring(
          threshold: ScaledIntegers(bits: 8, exponent: 0, mantissas: [1]),
          reset: .subtract,
          adaptation: IntegerAdaptation(
            decay: .multiplier(
              factors: [factor],
              fractionBits: fractionBits,
              bits: bits,
              rounding: .ceil
            ),
            step: ScaledIntegers(bits: 16, exponent: 8, mantissas: [65_535]),
            bits: 24
          )
        )
      }
      network.readout = .spikeCount
      return network
    }
    let limit = (1 << 24) - 1
    let ranges = try network(factor: 63, bits: 6).validate()[0]
    #expect(ranges.rise.upper == limit)
    #expect(ranges.decayProducts.upper == limit * 63 + (1 << 24))
    #expect(IntegerRange.signed(bits: 32).contains(ranges.decayProducts))
    let reason =
      "an illegal decay of the rise of the threshold, or one whose product with it can leave 30 bits"
    for illegal in [
      network(factor: 63, bits: 7), network(factor: 63, bits: 6, fractionBits: 25),
    ] {
      #expect(throws: QuantizationFailure.illegal(layer: "layer1", reason: reason)) {
        try illegal.validate()
      }
    }
  }
}
