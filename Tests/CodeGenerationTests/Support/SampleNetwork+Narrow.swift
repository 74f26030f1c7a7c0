import ContractSupport
import FixedPoint
import Quantization
import SpikingNetworks

extension SampleNetwork {
  /// A recurrent hidden layer and a readout whose sums, synaptic currents, membranes and rises all leave their
  /// widths, at both ends.
  static func narrow(coding: InputCoding, _ overflow: OverflowMode) -> QuantizedNetwork {
    var random = RandomNetworks(number: 32)
    let (inputs, units, classes) = (12, 8, 4)
    func weights(_ count: Int, bits: Int) -> [Int16] {
      let limit = (1 << (bits - 1)) - 1
      return (0..<count).map { _ in Int16(random.integer(-limit...limit)) }
    }
    let hidden = QuantizedLayer(
      name: "dense1",
      geometry: .dense(inputs: inputs, units: units),
      weights: QuantizedWeights(
        grid: .symmetric,
        bits: 6,
        values: weights(inputs * units, bits: 6),
        scales: [0.125]
      ),
      recurrence: IntegerRecurrence(
        values: weights(units * units, bits: 6),
        factor: coding == .direct ? 3 : 1
      ),
      accumulatorBits: 8,
      accumulatorOverflow: overflow,
      guardBits: -2,
      guardRounding: .halfUp,
      bias: ScaledIntegers(
        bits: 4,
        exponent: 1,
        mantissas: (0..<units).map { _ in Int32(random.integer(-3...5)) }
      ),
      synapse: IntegerSynapse(
        decay: .shift(distances: [2], bits: 2, rounding: .halfEven),
        bits: 7,
        overflow: overflow
      ),
      decay: .multiplier(factors: [3], fractionBits: 4, bits: 2, rounding: .halfUp),
      firing: IntegerFiring(
        threshold: ScaledIntegers(
          bits: 6,
          exponent: 0,
          mantissas: (0..<units).map { Int32(20 + $0) }
        ),
        reset: .subtract,
        adaptation: IntegerAdaptation(
          decay: .multiplier(factors: [5], fractionBits: 4, bits: 3, rounding: .ceil),
          step: ScaledIntegers(bits: 5, exponent: 1, mantissas: [13]),
          bits: 6
        )
      ),
      membraneBits: 8,
      overflow: overflow
    )
    let readout = QuantizedLayer(
      name: "dense2",
      geometry: .dense(inputs: units, units: classes),
      weights: QuantizedWeights(
        grid: .symmetric,
        bits: 8,
        values: weights(units * classes, bits: 8),
        scales: [0.125]
      ),
      accumulatorBits: 8,
      accumulatorOverflow: overflow,
      guardBits: 0,
      guardRounding: .floor,
      bias: nil,
      decay: .shift(distances: [3], bits: 2, rounding: .floor),
      firing: nil,
      membraneBits: 9,
      overflow: overflow
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
}
