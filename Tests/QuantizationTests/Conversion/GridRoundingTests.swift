import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

/// Every grid of up to 8 bits, every mode, eight places between any two points and some beyond the
/// ends.
@Suite struct GridRoundingTests {
  /// A place on the line of codes: `eighths` / 8 above `code`, and the weight that lies there.
  private struct Place {
    var code: Int
    var eighths: Int
    var weight: Float
  }

  private func places(_ grid: WeightGrid, bits: Int) -> [Place] {
    let codes = grid.codes(bits: bits)
    let between = codes.dropLast().flatMap { code -> [Place] in
      let (point, next) = (grid.point(code), grid.point(code + 1))
      return (0..<8).map {
        Place(
          code: code,
          eighths: $0,
          weight: Float(point) + Float(next - point) * Float($0) / 8
        )
      }
    }
    let (lowest, highest) = (grid.point(codes.lowerBound), grid.point(codes.upperBound))
    return [0.25, 0.5, 3, 1000].map {
      Place(code: codes.lowerBound, eighths: 0, weight: Float(lowest) - $0)
    } + between
      + [0, 0.25, 0.5, 3, 1000].map {
        Place(code: codes.upperBound, eighths: 0, weight: Float(highest) + $0)
      }
  }

  /// What the contract says of a place between two codes.
  private func rounded(_ place: Place, _ mode: RoundingMode, draw: Double) -> Int {
    let isUp: Bool =
      switch mode {
      case .floor: false
      case .trunc: place.code < 0 && place.eighths > 0
      case .ceil: place.eighths > 0
      case .halfUp: place.eighths >= 4
      case .halfAway: place.eighths > 4 || (place.eighths == 4 && place.code >= 0)
      case .halfEven:
        place.eighths > 4 || (place.eighths == 4 && !place.code.isMultiple(of: 2))
      case .stochastic: draw < Double(place.eighths) / 8
      }
    return place.code + (isUp ? 1 : 0)
  }

  private func integers(
    _ weights: [Float],
    _ grid: WeightGrid,
    _ bits: Int,
    _ mode: RoundingMode,
    scale: Double = 1,
    draw: Double = 0
  ) -> [Int16] {
    let quantizer = WeightQuantizer(
      quantization: WeightQuantization(
        grid: grid,
        bits: bits,
        scale: .tensor,
        clip: .max,
        rounding: mode
      ),
      geometry: .dense(inputs: weights.count, units: 1)
    )
    return quantizer.integers(weights, scales: [scale]) { _ in draw }
  }

  @Test(
    "Each place becomes the point that the mode names",
    arguments: WeightGrid.allCases,
    RoundingMode.allCases
  )
  func exhaustive(grid: WeightGrid, mode: RoundingMode) {
    for bits in grid.legalBits where bits <= 8 {
      let places = places(grid, bits: bits)
      // A scale of a power of two moves nothing.
      for scale in [1, 0.125, 64] {
        for draw in mode.isStochastic ? [0, 0.124, 0.126, 0.5, 0.874, 0.876, 0.999] : [0] {
          let found = integers(
            places.map { $0.weight * Float(scale) },
            grid,
            bits,
            mode,
            scale: scale,
            draw: draw
          )
          let expected = places.map {
            Int16(grid.point(rounded($0, mode, draw: draw)))
          }
          #expect(found == expected, "\(grid) of \(bits) bits, \(mode)")
          // Larger weights never become smaller points.
          #expect(zip(found, found.dropFirst()).allSatisfy { $0 <= $1 })
        }
      }
    }
  }

  @Test("Points stay what they are in every mode", arguments: WeightGrid.allCases)
  func idempotent(grid: WeightGrid) {
    for bits in grid.legalBits {
      let points = grid.codes(bits: bits).map { Int16(grid.point($0)) }
      for mode in RoundingMode.allCases {
        #expect(integers(points.map(Float.init), grid, bits, mode) == points)
      }
    }
  }

  @Test(
    "Rounding to the nearest finds no point that is further than another",
    arguments: WeightGrid.allCases
  )
  func nearest(grid: WeightGrid) {
    let random = Philox(seed: 8, stream: .testVectors)
    for bits in grid.legalBits where bits <= 8 {
      let points = grid.codes(bits: bits).map { Double(grid.point($0)) }
      let scale = 0.037
      let reach = points[points.count - 1] * scale * 1.2
      let weights = (0..<400).map { Float((2 * random.uniform($0, sample: bits) - 1) * reach) }
      for mode in [RoundingMode.halfUp, .halfAway, .halfEven] {
        for (weight, found) in zip(weights, integers(weights, grid, bits, mode, scale: scale)) {
          let x = Double(weight) / scale
          let best = points.map { abs($0 - x) }.min() ?? 0
          #expect(abs(Double(found) - x) <= best + 1e-9, "\(grid) of \(bits) bits at \(x)")
        }
      }
    }
  }

  @Test("No directed mode sees the error of a division")
  func settled() {
    let random = Philox(seed: 4, stream: .testVectors)
    for number in 0..<300 {
      let weight = Float(random.uniform(number) + 0.01)
      for grid in [WeightGrid.symmetric, .powerOfTwo] {
        for bits in grid.legalBits {
          let largest = grid.largest(bits: bits)
          let scale = Double(weight) / Double(largest)
          for mode in [RoundingMode.floor, .trunc, .ceil, .stochastic] {
            #expect(
              integers([weight, -weight], grid, bits, mode, scale: scale, draw: 0)
                == [Int16(largest), -Int16(largest)]
            )
          }
        }
      }
    }
  }

  @Test(
    "Rows longer than a chunk, and rows of channels, take the scale and the draw of their place"
  )
  func places() {
    let quantization = WeightQuantization(
      bits: 8,
      scale: .channel,
      clip: .max,
      rounding: .stochastic
    )
    let scales = (0..<301).map { 0.01 * Double($0 + 1) }
    for geometry in [
      LayerGeometry.dense(inputs: 3, units: 301),
      LayerGeometry(
        input: SampleShape(channels: 7, height: 4, width: 4),
        kernel: Extent(3),
        groups: 7,
        channels: 14
      ),
    ] {
      let used = Array(scales.prefix(geometry.channels))
      let weights = (0..<geometry.weightCount).map { Float($0 % 23) * 0.0123 - 0.1 }
      let draws = Philox(seed: 3, stream: .stochasticRounding)
      let found = WeightQuantizer(quantization: quantization, geometry: geometry)
        .integers(weights, scales: used) { draws.uniform($0) }
      let expected = weights.indices.map { index in
        let x = Double(weights[index]) / used[geometry.channel(ofWeight: index)]
        return Int16(
          RoundingMode.stochastic.rounding(min(max(x, -127), 127), draw: draws.uniform(index))
        )
      }
      #expect(found == expected)
    }
  }
}
