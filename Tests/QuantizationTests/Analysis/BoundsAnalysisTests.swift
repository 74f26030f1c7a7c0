import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct BoundsAnalysisTests {
  @Test("No state of a random network leaves the proven ranges", arguments: [false, true])
  func neverExceeded(ofImages: Bool) {
    for number in 0..<300 {
      var random = RandomNetworks(number: number)
      let network = ofImages ? random.imageNetwork() : random.network()
      let ranges = BoundsAnalysis.ranges(of: network)
      for sample in 0..<4 {
        let trace = IntegerSimulator(network).trace(random.input(network)[...], sample: sample)
        for step in trace.steps {
          for (layer, range) in zip(step, ranges) {
            #expect(
              layer.membranes.allSatisfy { range.membrane.contains(Int($0)) },
              "network \(number): \(layer.membranes) outside \(range.membrane)"
            )
          }
        }
      }
    }
  }

  @Test("Inputs that drive the positive or the negative weights attain the accumulator's ends")
  func attained() {
    for number in 0..<50 {
      var random = RandomNetworks(number: number)
      var layer = random.layer(
        "dense1",
        inputs: 12,
        outputs: 1,
        fires: false,
        guardRange: 0...0
      )
      layer.bias = nil
      layer.decay = .none
      layer.membraneBits = 20
      let range = BoundsAnalysis.ranges(of: layer, largestInput: 15, timesteps: 1)
      let network = QuantizedNetwork(
        input: InputSpec(
          shape: SampleShape(height: 1, width: 12),
          coding: .direct,
          bits: 4,
          timesteps: 1
        ),
        encodingSeed: 0,
        layers: [layer],
        readout: .membrane(.last)
      )
      let simulator = IntegerSimulator(network)
      let high = layer.weights.values.map { UInt8($0 > 0 ? 15 : 0) }
      let low = layer.weights.values.map { UInt8($0 < 0 ? 15 : 0) }
      #expect(simulator.trace(high[...], sample: 0).scores == [range.accumulator.upper])
      #expect(simulator.trace(low[...], sample: 0).scores == [range.accumulator.lower])
    }
  }

  @Test("A leak makes the ranges a fixed point, integration without leak does not")
  func fixedPoint() {
    var random = RandomNetworks(number: 3)
    var layer = random.layer("dense1", inputs: 4, outputs: 2, fires: false, guardRange: 0...0)
    layer.weights = QuantizedWeights(
      grid: .symmetric,
      bits: 4,
      values: [3, -2, 1, 4, 0, 5, 2, -7],
      scales: [1]
    )
    layer.bias = nil
    layer.membraneBits = 16
    layer.decay = .shift(distances: [1], bits: 3, rounding: .halfUp)
    #expect(BoundsAnalysis.ranges(of: layer, largestInput: 1, timesteps: 200).holdsForever)
    layer.decay = .none
    let growing = BoundsAnalysis.ranges(of: layer, largestInput: 1, timesteps: 200)
    #expect(!growing.holdsForever)
    #expect(growing.membrane == IntegerRange(-9 * 200, 9 * 200))
    #expect(!growing.overflowCanHappen)
  }
}
