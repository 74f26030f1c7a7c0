import FixedPoint
import Quantization
import SpikingNetworks

extension QuantizedNetwork {
  /// A legal network of two layers that have every part; spikes are counted.
  static var withEveryPart: QuantizedNetwork {
    let numbers = ScaledIntegers(bits: 6, exponent: 0, mantissas: [20, 21, 22])
    let leak = IntegerDecay.multiplier(factors: [3], fractionBits: 4, bits: 4, rounding: .floor)
    var first = plainLayer(
      .dense(inputs: 2, units: 3),
      weights: [1, 2, 3, 4, 5, 6],
      threshold: [20]
    )
    first.weights.bits = 4
    first.recurrence = IntegerRecurrence(values: [1, 2, 3, 4, 5, 6, 7, -7, 0], factor: 15)
    first.bias = numbers
    first.synapse = IntegerSynapse(decay: leak, bits: 12, overflow: .wrap)
    first.decay = leak
    first.firing?.resetValue = ScaledIntegers(bits: 6, exponent: 0, mantissas: [-3, 0, 19])
    first.firing?.adaptation = IntegerAdaptation(decay: leak, step: numbers, bits: 10)
    let last = plainLayer(
      .dense(inputs: 3, units: 2),
      weights: [1, -1, 1, 1, -1, 1],
      threshold: [2]
    )
    var network = plainNetwork(SampleShape(height: 1, width: 2), [first, last], timesteps: 3)
    network.readout = .spikeCount
    return network
  }
}
