import ContractSupport
import FixedPoint
import Foundation
import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct ConvolutionBoundsTests {
  /// Kernels inside the input, over its borders, and larger than it.
  static let geometries = [
    LayerGeometry(input: SampleShape(height: 5, width: 5), kernel: Extent(3), channels: 2),
    LayerGeometry(
      input: SampleShape(channels: 2, height: 4, width: 3),
      kernel: Extent(3),
      padding: Extent(1),
      groups: 2,
      channels: 4
    ),
    LayerGeometry(
      input: SampleShape(height: 3, width: 3),
      kernel: Extent(5),
      stride: Extent(2),
      padding: Extent(2),
      channels: 3
    ),
    LayerGeometry(
      input: SampleShape(height: 2, width: 1),
      kernel: Extent(height: 4, width: 1),
      padding: Extent(height: 3, width: 0),
      channels: 1
    ),
  ]

  @Test(
    "Inputs that drive one sign of weights attain the accumulator's ends",
    arguments: geometries
  )
  func attained(geometry: LayerGeometry) {
    var random = RandomNetworks(number: geometry.weightCount)
    let weights = (0..<geometry.weightCount).map { _ in Int16(random.integer(-99...99)) }
    let layer = plainLayer(geometry, weights: weights)
    let simulator = IntegerSimulator(plainNetwork(geometry.input, [layer]))
    let ranges = layer.sumRanges(largestInput: 15)
    var found = ranges.map { _ in IntegerRange(0, 0) }
    for neuron in 0..<layer.outputCount {
      for sign in [1, -1] {
        // 15 where the synapse to this neuron has the sign.
        let input = (0..<geometry.input.count).map { index -> UInt8 in
          var value: UInt8 = 0
          geometry.forEachRun(from: index) { run in
            let place = neuron - run.firstCurrent
            guard (0..<run.count).contains(place) else { return }
            if Int(weights[run.firstWeight + place]) * sign > 0 { value = 15 }
          }
          return value
        }
        let score = simulator.trace(input[...], sample: 0).scores[neuron]
        let channel = neuron % geometry.channels
        found[channel] = found[channel].union(IntegerRange(score, score))
      }
    }
    #expect(found == ranges)
  }

  @Test("Summed spikes widen the accumulator by the size of the window, other pools do not")
  func pools() {
    let geometry = LayerGeometry(
      input: SampleShape(height: 4, width: 4),
      inputWindow: Extent(2),
      kernel: Extent(2),
      channels: 1
    )
    let copy = plainLayer(
      LayerGeometry(
        input: SampleShape(height: 4, width: 4),
        kernel: Extent(1),
        channels: 1
      ),
      weights: [1],
      threshold: [1]
    )
    for (kind, factor) in [(PoolKind.sum, 4), (.average, 4), (.max, 1)] {
      let layer = plainLayer(geometry, kind, weights: [3, -2, 5, -1])
      let network = plainNetwork(SampleShape(height: 4, width: 4), [copy, layer])
      let range = BoundsAnalysis.ranges(of: network)[1].accumulator
      #expect(range == IntegerRange(-3 * factor, 8 * factor))
      let input: [UInt8] = [1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0]
      #expect(IntegerSimulator(network).trace(input[...], sample: 0).scores == [8 * factor])
    }
  }

  @Test("Rows of weights start on bytes: by input channel, with groups by kernel position")
  func stored() {
    let shape = SampleShape(channels: 3, height: 4, width: 4)
    func bytes(_ groups: Int, _ channels: Int, bits: Int) -> Int {
      let geometry = LayerGeometry(
        input: shape,
        kernel: Extent(2),
        groups: groups,
        channels: channels
      )
      var layer = plainLayer(geometry, weights: Array(repeating: 1, count: geometry.weightCount))
      layer.weights.bits = bits
      return layer.storedBytes
    }
    // Each with one byte for the guard shift. 4 * 3 rows of 5 * 3 bits, 4 rows of 3 * 2 * 3 bits.
    #expect(bytes(1, 5, bits: 3) == 12 * 2 + 1)
    #expect(bytes(3, 6, bits: 3) == 4 * 3 + 1)
  }

  @Test("A decay per channel counts every number, and f once")
  func decays() {
    let geometry = LayerGeometry(
      input: SampleShape(height: 1, width: 4),
      kernel: Extent(1),
      channels: 4
    )
    var layer = plainLayer(geometry, weights: [1, 1, 1, 1])
    let plain = layer.storedBytes
    layer.decay = .multiplier(factors: [1, 2, 3, 4], fractionBits: 9, bits: 9, rounding: .floor)
    #expect(layer.storedBytes == plain + 8 + 1)
    layer.decay = .shift(distances: [1, 2, 3, 4], bits: 3, rounding: .floor)
    #expect(layer.storedBytes == plain + 4)
  }

  @Test("The state of a convolutional network has scratch for one position")
  func state() {
    let first = LayerGeometry(
      input: SampleShape(height: 8, width: 8),
      kernel: Extent(3),
      channels: 4,
      currentWindow: Extent(2)
    )
    let second = LayerGeometry(
      input: first.neurons,
      inputWindow: Extent(3),
      kernel: Extent(1),
      channels: 2
    )
    var network = plainNetwork(
      first.input,
      [
        plainLayer(first, weights: Array(repeating: 1, count: 36), threshold: [3]),
        plainLayer(second, .max, weights: Array(repeating: 1, count: 8)),
      ]
    )
    network.input.coding = .rate
    let layout = StateLayout(of: network, ranges: BoundsAnalysis.ranges(of: network))
    let sizes = Dictionary(uniqueKeysWithValues: layout.members.map { ($0.name, $0.count ?? 1) })
    #expect(
      sizes == [
        "accumulators": 4, "maxima": 4, "layer1_membranes": 36, "layer2_membranes": 2,
        "layer1_spikes": 5, "pooled_spikes": 1, "input_spikes": 8, "step": 1, "padding": 1,
      ]
    )
  }

  @Test("A geometry survives its file", arguments: geometries)
  func codable(geometry: LayerGeometry) throws {
    let data = try JSONEncoder().encode(geometry)
    #expect(try JSONDecoder().decode(LayerGeometry.self, from: data) == geometry)
    let hostile = String(decoding: data, as: UTF8.self).replacing(
      "\"groups\":\(geometry.groups)",
      with: "\"groups\":-1"
    )
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(LayerGeometry.self, from: Data(hostile.utf8))
    }
  }
}
