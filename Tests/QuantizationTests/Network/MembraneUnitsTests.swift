import SpikingNetworks
import Testing

@testable import Quantization

@Suite struct MembraneUnitsTests {
  /// A layer of two scales that reads 4-bit integers, and one behind average pools of four spikes.
  private func network(guardBits: [Int]) -> QuantizedNetwork {
    let image = SampleShape(channels: 1, height: 2, width: 2)
    let pooling = LayerGeometry(
      input: image,
      inputWindow: Extent(2),
      kernel: Extent(1),
      channels: 1
    )
    var layers = [
      plainLayer(.dense(inputs: 2, units: 2), weights: [1, 1, 1, 1], threshold: [2]),
      plainLayer(pooling, .average, weights: [1]),
    ]
    layers[0].weights.scales = [0.3, 0.7]
    layers[1].weights.scales = [0.1]
    for (index, count) in guardBits.enumerated() { layers[index].guardBits = count }
    return plainNetwork(SampleShape(height: 1, width: 2), layers)
  }

  @Test("A unit is the scale of the weights times that of the input, over 2^g")
  func units() {
    let network = network(guardBits: [5, -3])
    #expect(network.membraneUnits(ofLayer: 0) == [0.3 * (1 / 15.0) / 32, 0.7 * (1 / 15.0) / 32])
    #expect(network.membraneUnits(ofLayer: 1) == [0.1 * 0.25 * 8])
  }

  @Test("Guard bits move a unit without rounding it", arguments: GuardBits.legalCounts)
  func exact(guardBits: Int) {
    let units = network(guardBits: [guardBits, guardBits]).membraneUnits(ofLayer: 0)
    // Doubling and halving is exact, however often.
    var expected = [0.3 * (1 / 15.0), 0.7 * (1 / 15.0)]
    for _ in 0..<abs(guardBits) { expected = expected.map { guardBits > 0 ? $0 / 2 : $0 * 2 } }
    #expect(units == expected)
  }
}
