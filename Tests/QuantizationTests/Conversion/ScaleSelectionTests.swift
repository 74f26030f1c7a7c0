import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

/// The clipping rules against what the table of the contract says, computed the slow way.
@Suite struct ScaleSelectionTests {
  private let random = Philox(seed: 12, stream: .testVectors)

  /// Roughly normal weights: sums of six uniform numbers, some of them 0.
  private func weights(_ count: Int, sample: Int) -> [Float] {
    (0..<count).map { index in
      guard random.uniform(7 * index, sample: sample) > 0.1 else { return 0 }
      return Float((1...6).reduce(-3.0) { $0 + random.uniform(7 * index + $1, sample: sample) })
    }
  }

  private func scales(
    _ weights: [Float],
    _ grid: WeightGrid,
    _ bits: Int,
    _ clip: ClippingRule,
    sharing: ScaleGranularity = .tensor,
    recurrent: [Float] = [],
    units: Int = 1
  ) -> [Double]? {
    WeightQuantizer(
      quantization: WeightQuantization(
        grid: grid,
        bits: bits,
        scale: sharing,
        clip: clip,
        rounding: .floor
      ),
      geometry: .dense(inputs: weights.count / units, units: units)
    )
    .scales(weights, recurrent: recurrent)
  }

  /// The smallest power of two that is at least `value`.
  private func power(_ value: Double) -> Double {
    var power = 0x1p-40
    while power < value { power *= 2 }
    return power
  }

  @Test("`max` maps the largest magnitude to the largest point", arguments: WeightGrid.allCases)
  func largest(grid: WeightGrid) throws {
    for (sample, bits) in grid.legalBits.enumerated() {
      let group = weights(50, sample: sample)
      let largest = Double(grid.largest(bits: bits))
      let (lowest, highest) = (Double(group.min() ?? 0), Double(group.max() ?? 0))
      let expected =
        grid == .twosComplement
        ? power(max(highest / largest, -lowest / (largest + 1)))
        : max(highest, -lowest) / largest
      #expect(scales(group, grid, bits, .max) == [expected])
    }
  }

  @Test("Two's complement uses its lowest point, and a scale that is a power of two stays one")
  func powers() {
    #expect(scales([-8, 7], .twosComplement, 4, .max) == [1])
    #expect(scales([-7.5, 7.5], .twosComplement, 4, .max) == [2])
    #expect(scales([-0.5, 0.1], .twosComplement, 2, .max) == [0.25])
    #expect(scales([0.875, 0.1], .twosComplement, 4, .max) == [0.125])
    #expect(scales([-8, 1, 1, 1], .twosComplement, 4, .percentile(75)) == [0.25])
  }

  @Test("`percentile` clips at the smallest magnitude that covers its part of the weights")
  func percentile() {
    for sample in 0..<40 {
      let group = weights(1 + sample * 3, sample: sample)
      for percent in [50, 66.6, 90, 99, 99.9, 100.0] {
        let magnitudes = group.map { abs($0) }
        // Those under which enough weights lie.
        let covering = magnitudes.filter { limit in
          Double(magnitudes.count { $0 <= limit }) >= percent / 100 * Double(group.count) - 1e-9
        }
        var magnitude = covering.min() ?? 0
        if magnitude == 0 { magnitude = magnitudes.max() ?? 0 }
        guard magnitude > 0 else { continue }
        #expect(
          scales(group, .symmetric, 4, .percentile(percent)) == [Double(magnitude) / 7],
          "\(percent) percent of \(group.count)"
        )
      }
    }
  }

  @Test(
    "The place of a percentage is exact where it is whole",
    arguments: [(56.0, 25, 14), (55.0, 100, 55), (99.9, 1000, 999), (99.9, 41_000, 40_959)]
  )
  func percentilePlace(percent: Double, count: Int, place: Int) {
    let group = (1...count).map(Float.init)
    #expect(scales(group, .symmetric, 4, .percentile(percent)) == [Double(place) / 7])
  }

  /// The squared error under rounding to the nearest point, found among all points.
  private func error(_ group: [Float], _ scale: Double, _ grid: WeightGrid, _ bits: Int) -> Double {
    let points = grid.codes(bits: bits).map { Double(grid.point($0)) }
    return group.reduce(0) { sum, weight in
      let distances = points.map { abs(Double(weight) - scale * $0) }
      return sum + (distances.min() ?? 0) * (distances.min() ?? 0)
    }
  }

  @Test("`mse` finds the best of its candidates", arguments: WeightGrid.allCases)
  func leastSquares(grid: WeightGrid) throws {
    for bits in grid.legalBits where bits <= 4 {
      for sample in 0..<6 {
        var group = weights(60, sample: 100 + sample)
        // One weight far beyond many others: the best scales are the smallest of the search.
        if sample >= 4 {
          let others = 0.08 * Float(sample - 3)
          group = (0..<200).map { $0.isMultiple(of: 2) ? others : -others } + [1]
        }
        let largest = Double(grid.largest(bits: bits))
        let peak = Double(group.map { abs($0) }.max() ?? 0)
        let candidates: [Double]
        switch grid {
        case .twosComplement:
          let first = try #require(scales(group, grid, bits, .max))[0]
          candidates = (0...6).map { first / Double(1 << $0) }
        case .binary:
          let mean = group.reduce(0.0) { $0 + Double(abs($1)) } / Double(group.count)
          #expect(scales(group, grid, bits, .mse) == [mean])
          // No other scale is better.
          candidates = (50...150).map { mean * Double($0) / 100 }
        default:
          let count = bits == 2 || grid == .powerOfTwo ? 38 : 28
          candidates = (0...count).map { peak * (1 - 0.025 * Double($0)) / largest }
        }
        let found = try #require(scales(group, grid, bits, .mse))
        let errors = candidates.map { error(group, $0, grid, bits) }
        #expect(found.count == 1 && (grid == .binary || candidates.contains(found[0])))
        #expect(error(group, found[0], grid, bits) <= (errors.min() ?? 0) * (1 + 1e-12))
      }
    }
  }

  @Test("Weights that the unclipped scale represents exactly are not clipped")
  func exact() {
    #expect(scales([1, -1], .powerOfTwo, 3, .mse) == [0.25])
    #expect(scales([1, -1, 0.5], .twosComplement, 8, .mse) == [0x1p-6])
    #expect(scales([3, -1, 2], .symmetric, 3, .mse) == [1])
  }

  @Test("Recurrent weights belong to the group of the channel that they reach")
  func recurrent() {
    // Units 0 and 1; from 0: 8 and 3, from 1: 2 and -4.
    let recurrent: [Float] = [8, 3, 2, -4]
    func found(_ sharing: ScaleGranularity, _ clip: ClippingRule) -> [Double]? {
      scales(
        [1, 1, 1, 1],
        .symmetric,
        3,
        clip,
        sharing: sharing,
        recurrent: recurrent,
        units: 2
      )
    }
    #expect(found(.tensor, .max) == [8.0 / 3])
    #expect(found(.channel, .max) == [8.0 / 3, 4.0 / 3])
    // Of 1, 1, 8, 2 three quarters are at most 2; of 1, 1, 3, -4 at most 3.
    #expect(found(.channel, .percentile(75)) == [2.0 / 3, 1])
    #expect(found(.tensor, .percentile(75)) == [1])
  }

  @Test("A channel of zeros takes the layer's largest magnitude; a layer of zeros has no scale")
  func zeros() {
    for clip in [ClippingRule.max, .percentile(90), .mse] {
      let found = scales([0, 7, 0, 3.5], .symmetric, 4, clip, sharing: .channel, units: 2)
      #expect(found?[0] == 1)
      #expect(scales([0, 0], .symmetric, 4, clip) == nil)
    }
    #expect(
      scales([0, -8, 0, 3], .twosComplement, 4, .max, sharing: .channel, units: 2) == [2, 1]
    )
  }
}
