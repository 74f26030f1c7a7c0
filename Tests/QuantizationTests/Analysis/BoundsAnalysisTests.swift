import ContractSupport
import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct BoundsAnalysisTests {
  @Test(
    "No state of a random network leaves the proven ranges, and no dead channel fires",
    arguments: [false, true]
  )
  func neverExceeded(ofImages: Bool) {
    var deadChannels = 0
    for number in 0..<400 {
      var random = RandomNetworks(number: number)
      let network = ofImages ? random.imageNetwork() : random.network()
      let ranges = BoundsAnalysis.ranges(of: network)
      deadChannels += ranges.reduce(0) { $0 + $1.deadChannels.count }
      for sample in 0..<4 {
        let trace = IntegerSimulator(network).trace(random.input(of: network)[...], sample: sample)
        for step in trace.steps {
          for (index, state) in step.enumerated() {
            #expect(
              ranges[index].contain(state, channels: network.layers[index].geometry.channels),
              "network \(number), layer \(index): \(state) outside \(ranges[index])"
            )
          }
        }
      }
    }
    #expect(deadChannels > 50)
  }

  private func layer(
    weights: [Int16],
    threshold: Int32? = nil,
    change: (inout QuantizedLayer) -> Void = { _ in }
  ) -> QuantizedLayer {
    var layer = plainLayer(
      .dense(inputs: weights.count, units: 1),
      weights: weights,
      threshold: threshold.map { [$0] }
    )
    layer.membraneBits = 20
    change(&layer)
    return layer
  }

  /// What one neuron does with constant inputs.
  private func trace(
    _ layer: QuantizedLayer,
    _ input: [UInt8],
    timesteps: Int
  ) -> [LayerTrace] {
    var network = plainNetwork(layer.geometry.input, [layer], timesteps: timesteps)
    if layer.firing != nil { network.readout = .spikeCount }
    return IntegerSimulator(network).trace(input[...], sample: 0).steps.map { $0[0] }
  }

  @Test(
    "Inputs that drive the positive or the negative weights attain the accumulator's ends",
    arguments: [32, 10]
  )
  func attained(accumulatorBits: Int) {
    for number in 0..<50 {
      var random = RandomNetworks(number: number)
      let layer = layer(weights: (0..<12).map { _ in Int16(random.integer(-99...99)) }) {
        $0.accumulatorBits = accumulatorBits
      }
      let range = BoundsAnalysis.ranges(of: layer, largestInput: 15, timesteps: 1)
      let high = layer.weights.values.map { UInt8($0 > 0 ? 15 : 0) }
      let low = layer.weights.values.map { UInt8($0 < 0 ? 15 : 0) }
      #expect(trace(layer, high, timesteps: 1)[0].membranes == [Int32(range.accumulator.upper)])
      #expect(trace(layer, low, timesteps: 1)[0].membranes == [Int32(range.accumulator.lower)])
      let width = IntegerRange.signed(bits: accumulatorBits)
      #expect(range.accumulatorOverflowCanHappen == !width.contains(range.sum))
      #expect(width.contains(range.accumulator))
    }
  }

  @Test("A narrow accumulator that wraps may be anything, one that saturates stops at its ends")
  func accumulator() {
    for (mode, expected) in [
      (OverflowMode.wrap, IntegerRange(-128, 127)), (.saturate, IntegerRange(-30, 127)),
    ] {
      let layer = layer(weights: [10, -2]) {
        $0.accumulatorBits = 8
        $0.accumulatorOverflow = mode
      }
      let ranges = BoundsAnalysis.ranges(of: layer, largestInput: 15, timesteps: 3)
      #expect(ranges.sum == IntegerRange(-30, 150))
      #expect(ranges.accumulator == expected)
      #expect(ranges.accumulatorOverflowCanHappen && !ranges.overflowCanHappen)
    }
  }

  @Test("Synaptic currents, memory of the membrane and recurrent spikes attain their ends")
  func states() {
    // i = 45, 45 - 22 + 45 = 68, 68 - 34 + 45 = 79; v sums them up.
    let synaptic = layer(weights: [3, -1]) {
      $0.synapse = IntegerSynapse(
        decay: .shift(distances: [1], bits: 3, rounding: .floor),
        bits: 12,
        overflow: .saturate
      )
    }
    var ranges = BoundsAnalysis.ranges(of: synaptic, largestInput: 15, timesteps: 3)
    var last = trace(synaptic, [15, 0], timesteps: 3)[2]
    #expect(last.currents == [79] && ranges.synapticCurrent.upper == 79)
    #expect(last.membranes == [192] && ranges.membrane.upper == 192)
    last = trace(synaptic, [0, 15], timesteps: 3)[2]
    #expect(last.currents.map(Int.init) == [ranges.synapticCurrent.lower])
    #expect(last.membranes.map(Int.init) == [ranges.membrane.lower])
    #expect(!ranges.synapseOverflowCanHappen && !ranges.holdsForever)

    // 45 fires and leaves 35; the own spike adds 2 * 15: 35 + 75 - 10.
    let recurrent = layer(weights: [3], threshold: 10) {
      $0.firing?.reset = .subtract
      $0.recurrence = IntegerRecurrence(values: [2], factor: 15)
    }
    ranges = BoundsAnalysis.ranges(of: recurrent, largestInput: 15, timesteps: 2)
    #expect(ranges.sum == IntegerRange(0, 75))
    #expect(trace(recurrent, [15], timesteps: 2)[1].membranes.map(Int.init) == [100])
    // The interval analysis does not know that nothing fired before the first step.
    #expect(ranges.membrane.upper == 130)

    // The rise: 6, 6 - 3 + 6 = 9, 9 - 4 + 6 = 11.
    let adaptive = layer(weights: [100], threshold: 10) {
      $0.firing?.adaptation = IntegerAdaptation(
        decay: .shift(distances: [1], bits: 3, rounding: .floor),
        step: ScaledIntegers(bits: 4, exponent: 1, mantissas: [3]),
        bits: 8
      )
    }
    ranges = BoundsAnalysis.ranges(of: adaptive, largestInput: 15, timesteps: 3)
    #expect(trace(adaptive, [15], timesteps: 3)[2].rises == [11])
    #expect(ranges.rise == IntegerRange(0, 11))
    // The rise of 9 decays to 5 before the third comparison.
    #expect(ranges.thresholds == IntegerRange(10, 15))
  }

  @Test("A leak makes the ranges a fixed point, integration without leak does not")
  func fixedPoint() {
    var leaky = layer(weights: [3, -2, 1, 4, 0, 5, 2, -7])
    leaky.decay = .shift(distances: [1], bits: 3, rounding: .halfUp)
    #expect(BoundsAnalysis.ranges(of: leaky, largestInput: 1, timesteps: 200).holdsForever)
    leaky.decay = .none
    let growing = BoundsAnalysis.ranges(of: leaky, largestInput: 1, timesteps: 200)
    #expect(!growing.holdsForever)
    #expect(growing.membrane == IntegerRange(-9 * 200, 15 * 200))
    #expect(!growing.overflowCanHappen)
  }

  @Test("A channel is dead exactly while its bound stays below its threshold")
  func dead() {
    // 15 a step: 60 after four, never more than 30 with the leak of one half.
    func dead(_ threshold: Int32, timesteps: Int, leaks: Bool) -> [Int] {
      let layer = layer(weights: [1], threshold: threshold) {
        if leaks { $0.decay = .shift(distances: [1], bits: 3, rounding: .floor) }
      }
      return BoundsAnalysis.ranges(of: layer, largestInput: 15, timesteps: timesteps).deadChannels
    }
    #expect(dead(60, timesteps: 4, leaks: false) == [])
    #expect(dead(61, timesteps: 4, leaks: false) == [0])
    #expect(dead(61, timesteps: 5, leaks: false) == [])
    #expect(dead(31, timesteps: 255, leaks: true) == [0])
    #expect(dead(30, timesteps: 255, leaks: true) == [])
    let readout = BoundsAnalysis.ranges(of: layer(weights: [1]), largestInput: 15, timesteps: 1)
    #expect(readout.deadChannels == [] && readout.thresholds == nil)
  }

  @Test("A rise whose decay product leaves 32 bits is refused")
  func products() {
    // 15 + 16 bits are 31, but 24 fraction bits of rounding come on top.
    func fits(step: Int32) -> Bool {
      let layer = layer(weights: [100], threshold: 1) {
        $0.firing?.adaptation = IntegerAdaptation(
          decay: .multiplier(factors: [65_535], fractionBits: 24, bits: 16, rounding: .ceil),
          step: ScaledIntegers(bits: 16, exponent: 0, mantissas: [step]),
          bits: 15
        )
      }
      return BoundsAnalysis.ranges(of: layer, largestInput: 1, timesteps: 200).fits32Bits
    }
    #expect(fits(step: 1))
    #expect(!fits(step: 32_767))
  }
}

extension LayerRanges {
  /// Whether every state is inside its range and no dead channel of `channels` fires.
  fileprivate func contain(_ state: LayerTrace, channels: Int) -> Bool {
    state.membranes.allSatisfy { membrane.contains(Int($0)) }
      && state.currents.allSatisfy { synapticCurrent.contains(Int($0)) }
      && state.rises.allSatisfy { rise.contains(Int($0)) }
      && !state.spikes.indices.contains {
        state.spikes[$0] && deadChannels.contains($0 % channels)
      }
  }
}
