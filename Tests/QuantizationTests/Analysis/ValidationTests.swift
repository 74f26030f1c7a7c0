import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct ValidationTests {
  /// A legal network of two layers: the second fires, spikes are counted.
  private var legal: QuantizedNetwork {
    var number = 0
    while true {
      var random = RandomNetworks(number: number)
      let network = random.network()
      if network.layers.count == 2, network.readout == .spikeCount,
        network.layers[0].firing?.reset == .zero,
        case .multiplier = network.layers[0].decay, network.layers[0].bias != nil,
        (try? network.validate()) != nil
      {
        return network
      }
      number += 1
    }
  }

  private func expectRefusal(
    _ what: Comment,
    _ change: (inout QuantizedNetwork) -> Void
  ) {
    var network = legal
    change(&network)
    #expect(throws: QuantizationFailure.self, what) { try network.validate() }
  }

  @Test("Numbers that have no place in the contract are refused before anything runs on them")
  func refusals() {
    expectRefusal("no layers") { $0.layers = [] }
    expectRefusal("steps") { $0.input.timesteps = 256 }
    expectRefusal("input bits") { $0.input.bits = 0 }
    expectRefusal("missing weight") { $0.layers[0].weights.values.removeLast() }
    expectRefusal("weight beyond its width") { $0.layers[0].weights.values[0] = 1 << 8 }
    expectRefusal("the code that the symmetric grid leaves out") {
      let bits = $0.layers[0].weights.bits
      $0.layers[0].weights.values[0] = -(1 << (bits - 1))
    }
    expectRefusal("width") { $0.layers[0].weights.bits = 9 }
    expectRefusal("scale") { $0.layers[0].weights.scales = [.nan] }
    expectRefusal("number of scales") { $0.layers[0].weights.scales = [1, 1, 1, 1, 1, 1, 1] }
    expectRefusal("guard bits") { $0.layers[0].guardBits = 17 }
    expectRefusal("random rounding") { $0.layers[0].guardRounding = .stochastic }
    expectRefusal("membrane") { $0.layers[0].membraneBits = 25 }
    expectRefusal("bias exponent") { $0.layers[0].bias?.exponent = 31 }
    expectRefusal("bias count") { $0.layers[0].bias?.mantissas += [0, 0] }
    expectRefusal("threshold of 0") { $0.layers[0].firing?.threshold.mantissas[0] = 0 }
    expectRefusal("threshold beyond the membrane") {
      $0.layers[0].firing?.threshold = ScaledIntegers(bits: 16, exponent: 14, mantissas: [65_535])
    }
    expectRefusal("reset above the threshold") {
      $0.layers[0].firing?.resetValue = 1 << 24
    }
    expectRefusal("fraction bits") {
      $0.layers[0].decay = .multiplier(factors: [1], fractionBits: -1, bits: 2, rounding: .floor)
    }
    expectRefusal("factor above one") {
      $0.layers[0].decay = .multiplier(factors: [3], fractionBits: 1, bits: 2, rounding: .floor)
    }
    expectRefusal("shift") {
      $0.layers[0].decay = .shift(distances: [16], bits: 4, rounding: .floor)
    }
    expectRefusal("chain") {
      $0.layers[1].geometry = .dense(
        inputs: $0.layers[1].inputCount + 1,
        units: $0.layers[1].outputCount
      )
    }
    expectRefusal("silent middle") { $0.layers[0].firing = nil }
    expectRefusal("readout") { $0.readout = .membrane(.sum) }
  }

  @Test("Sums that can leave 31 bits are refused, whatever the bias takes back")
  func overflow() {
    var network = legal
    network.layers[0].guardBits = 16
    network.layers[0].weights = QuantizedWeights(
      grid: .symmetric,
      bits: 16,
      values: [Int16](repeating: 32_767, count: network.layers[0].weights.values.count),
      scales: [1]
    )
    #expect(throws: QuantizationFailure.accumulatorOverflow(layer: network.layers[0].name)) {
      try network.validate()
    }
  }
}
