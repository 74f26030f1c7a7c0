import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct MemoryFootprintTests {
  /// 5-3-2 with 3-bit and 8-bit weights.
  private func network(readout: Readout, coding: InputCoding = .direct) -> QuantizedNetwork {
    let hidden = QuantizedLayer(
      name: "dense1",
      geometry: .dense(inputs: 5, units: 3),
      weights: QuantizedWeights(
        grid: .symmetric,
        bits: 3,
        values: [Int16](repeating: 1, count: 15),
        scales: [1, 1, 1]
      ),
      guardBits: 0,
      guardRounding: .floor,
      bias: ScaledIntegers(bits: 9, exponent: 0, mantissas: [1, 2, 3]),
      decay: .multiplier(factors: [300], fractionBits: 12, bits: 9, rounding: .floor),
      firing: IntegerFiring(
        threshold: ScaledIntegers(bits: 6, exponent: 0, mantissas: [4, 5, 6]),
        reset: .zero,
        resetValue: ScaledIntegers(bits: 8, exponent: 0, mantissas: [-2])
      ),
      membraneBits: 12,
      overflow: .saturate
    )
    let last = QuantizedLayer(
      name: "dense2",
      geometry: .dense(inputs: 3, units: 2),
      weights: QuantizedWeights(
        grid: .symmetric,
        bits: 8,
        values: [Int16](repeating: 100, count: 6),
        scales: [1]
      ),
      guardBits: 0,
      guardRounding: .floor,
      bias: nil,
      decay: .shift(distances: [2], bits: 3, rounding: .floor),
      firing: nil,
      membraneBits: 8,
      overflow: .saturate
    )
    return QuantizedNetwork(
      input: InputSpec(
        shape: SampleShape(height: 1, width: 5),
        coding: coding,
        bits: 4,
        timesteps: 10
      ),
      encodingSeed: 0,
      layers: [hidden, last],
      readout: readout
    )
  }

  @Test("Every stored number is counted in the bytes that it takes")
  func flash() {
    let footprint = MemoryFootprint(of: network(readout: .membrane(.sum)))
    // Rows of 3 * 3 bits take 2 bytes: 10. Guard 1. Biases 3 * 2 + 1. D 2, f 1. Thresholds 3 + 1.
    // The reset value takes 1 byte, its exponent another.
    #expect(footprint.layerBytes[0] == 10 + 1 + 7 + 3 + 4 + 2)
    // 3 rows of 2 bytes, guard 1, shift 1.
    #expect(footprint.layerBytes[1] == 6 + 1 + 1)
    #expect(footprint.decoderBytes == 44)
    #expect(footprint.flashBytes == 27 + 8 + 44)
  }

  @Test("Synaptic currents and rises add the bytes of their decays and steps, and no others")
  func neuronParts() {
    func bytes(_ change: (inout QuantizedLayer) -> Void) -> Int {
      var network = network(readout: .membrane(.sum))
      let before = MemoryFootprint(of: network).layerBytes[0]
      change(&network.layers[0])
      let after = MemoryFootprint(of: network).layerBytes[0]
      #expect(after == network.layers[0].storedBytes)
      return after - before
    }
    func multiplier(bits: Int, _ factors: [Int]) -> IntegerDecay {
      .multiplier(factors: factors, fractionBits: 12, bits: bits, rounding: .floor)
    }
    func shift(_ distances: [Int]) -> IntegerDecay {
      .shift(distances: distances, bits: 3, rounding: .floor)
    }
    // D in one byte up to 8 bits, in two beyond, and one byte of f; k in one byte each; the width is code.
    let decays: [(IntegerDecay, bytes: Int)] = [
      (.none, 0), (multiplier(bits: 8, [200]), 2), (multiplier(bits: 9, [300]), 3),
      (multiplier(bits: 8, [1, 2, 3]), 4), (multiplier(bits: 9, [1, 2, 3]), 7), (shift([2]), 1),
      (shift([1, 2, 3]), 3),
    ]
    for (decay, expected) in decays {
      let synapse = bytes {
        $0.synapse = IntegerSynapse(decay: decay, bits: 12, overflow: .saturate)
      }
      #expect(synapse == expected, "\(decay)")
      // The step: m in one byte up to 8 bits, in two beyond, one or one per channel, and its exponent.
      for (bits, mantissas, step) in [
        (8, [7], 2), (9, [7], 3), (8, [7, 8, 9], 4), (9, [7, 8, 9], 7),
      ] {
        let adaptation = bytes {
          $0.firing?.adaptation = IntegerAdaptation(
            decay: decay,
            step: ScaledIntegers(bits: bits, exponent: 0, mantissas: mantissas.map(Int32.init)),
            bits: 12
          )
        }
        #expect(adaptation == expected + step, "\(decay), steps of \(bits) bits")
      }
    }
  }

  @Test("The state struct is laid out widest first and padded to its widest member")
  func state() {
    let layout = { (network: QuantizedNetwork) in
      StateLayout(of: network, ranges: BoundsAnalysis.ranges(of: network))
    }
    // 2 accumulators (up to 300), 3 membranes and 2 sums of 2 bytes; 3 currents (up to 78), 2 membranes,
    // 1 spike byte and the step of 1 byte: 21, padded to a multiple of 2.
    let sum = layout(network(readout: .membrane(.sum)))
    #expect(sum.bytes == 22)
    #expect(sum.members.map(\.type.bytes) == [2, 2, 2, 1, 1, 1, 1, 1])
    // Without scores 17 bytes.
    #expect(layout(network(readout: .membrane(.last))).bytes == 18)
    // Rate coding has no currents, and accumulators for the wider of both layers.
    let rate = layout(network(readout: .membrane(.last), coding: .rate))
    #expect(rate.members.first?.count == 3)
    #expect(rate.bytes == 6 + 6 + 2 + 1 + 1)
  }

  @Test("Sums that 16 bits cannot hold are stored in 32")
  func wideSums() {
    var wide = network(readout: .membrane(.sum))
    wide.layers[1].membraneBits = 16
    let layout = StateLayout(of: wide, ranges: BoundsAnalysis.ranges(of: wide))
    #expect(layout.scoreType == .int32)
    #expect(layout.bytes.isMultiple(of: 4))
  }
}
