import ContractSupport
import FixedPoint
import Quantization
import SpikingNetworks

extension SampleNetwork {
  /// One recurrent hidden layer with all that a neuron can have, numbers per channel where there can be,
  /// and a readout: ternary weights, or those of `grid`.
  static func parts(
    coding: InputCoding = .direct,
    grid: WeightGrid = .ternary,
    bits: Int = 2
  ) -> QuantizedNetwork {
    var random = RandomNetworks(number: 5)
    let (inputs, units, classes) = (12, 9, 4)
    func weights(_ count: Int) -> [Int16] {
      (0..<count).map { _ in Int16(grid.point(random.integer(grid.codes(bits: bits)))) }
    }
    let hidden = QuantizedLayer(
      name: "dense1",
      geometry: .dense(inputs: inputs, units: units),
      weights: QuantizedWeights(
        grid: grid,
        bits: bits,
        values: weights(inputs * units),
        scales: (0..<units).map { 0.0625 * Double($0 + 1) }
      ),
      recurrence: IntegerRecurrence(
        values: weights(units * units),
        factor: coding == .direct ? 3 : 1
      ),
      accumulatorBits: 8,
      accumulatorOverflow: .wrap,
      guardBits: 0,
      guardRounding: .floor,
      bias: ScaledIntegers(
        bits: 5,
        exponent: 1,
        mantissas: (0..<units).map { _ in Int32(random.integer(-2...9)) }
      ),
      synapse: IntegerSynapse(
        decay: .shift(distances: (0..<units).map { 1 + $0 % 3 }, bits: 2, rounding: .halfEven),
        bits: 10,
        overflow: .saturate
      ),
      decay: .multiplier(factors: [3], fractionBits: 4, bits: 2, rounding: .halfUp),
      firing: IntegerFiring(
        threshold: ScaledIntegers(
          bits: 6,
          exponent: 0,
          mantissas: (0..<units).map { Int32(4 + $0) }
        ),
        reset: .zero,
        resetValue: ScaledIntegers(
          bits: 4,
          exponent: 1,
          mantissas: (0..<units).map { Int32(-($0 % 5)) }
        ),
        adaptation: IntegerAdaptation(
          decay: .multiplier(
            factors: (0..<units).map { 2 + $0 % 5 },
            fractionBits: 4,
            bits: 3,
            rounding: .ceil
          ),
          step: ScaledIntegers(
            bits: 5,
            exponent: 0,
            mantissas: (0..<units).map { Int32(9 + 2 * $0) }
          ),
          bits: 8
        )
      ),
      membraneBits: 12,
      overflow: .saturate
    )
    let readout = QuantizedLayer(
      name: "dense2",
      geometry: .dense(inputs: units, units: classes),
      weights: QuantizedWeights(
        grid: grid,
        bits: bits,
        values: weights(units * classes),
        scales: [0.125]
      ),
      guardBits: 2,
      guardRounding: .floor,
      bias: nil,
      synapse: IntegerSynapse(
        decay: .multiplier(factors: [3], fractionBits: 2, bits: 3, rounding: .halfAway),
        bits: 9,
        overflow: .wrap
      ),
      decay: .none,
      firing: nil,
      membraneBits: 12,
      overflow: .saturate
    )
    return QuantizedNetwork(
      input: InputSpec(
        shape: SampleShape(height: 3, width: 4),
        coding: coding,
        bits: coding == .direct ? 2 : coding.bits(4),
        timesteps: 8
      ),
      encodingSeed: 42,
      layers: [hidden, readout],
      readout: .membrane(.sum)
    )
  }

  /// A rate-coded matrix with weights of 8 bits, three quarters of them 0.
  static func sparse(inputs: Int, units: Int) -> QuantizedNetwork {
    var random = RandomNetworks(number: 23)
    let layer = QuantizedLayer(
      name: "dense1",
      geometry: .dense(inputs: inputs, units: units),
      weights: QuantizedWeights(
        grid: .symmetric,
        bits: 8,
        values: (0..<inputs * units).map { _ in
          random.integer(0...3) == 0 ? Int16(random.integer(-127...127)) : 0
        },
        scales: [0.125]
      ),
      guardBits: 0,
      guardRounding: .floor,
      bias: nil,
      decay: .shift(distances: [3], bits: 3, rounding: .floor),
      firing: nil,
      membraneBits: 20,
      overflow: .saturate
    )
    return QuantizedNetwork(
      input: InputSpec(
        shape: SampleShape(height: 1, width: inputs),
        coding: .rate,
        bits: 4,
        timesteps: 2
      ),
      encodingSeed: 42,
      layers: [layer],
      readout: .membrane(.last)
    )
  }
}
