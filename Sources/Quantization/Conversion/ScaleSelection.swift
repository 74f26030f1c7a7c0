import FixedPoint
import SpikingNetworks

/// Chooses the scale of a group of weights; `docs/numerics.md`, section 4, step 1, has the rules.
struct ScaleSelection {
  private let quantization: WeightQuantization
  private let grid: WeightGrid
  private let bits: Int
  /// The largest point: what a weight at the end of the clipped range becomes.
  private let largest: Double

  /// Prepares the choice for weights of one precision.
  init(_ quantization: WeightQuantization) {
    self.quantization = quantization
    grid = quantization.grid
    bits = quantization.storedBits
    largest = Double(grid.largest(bits: bits))
  }

  /// Whether the choice depends on more than the ends of a group.
  var needsValues: Bool { quantization.clip != .max }

  /// Returns the scale of each group of `groups`; nil if all weights are zero.
  func scales(of groups: WeightGroups) -> [Double]? {
    let layer = groups.ends.reduce(WeightEnds()) { $0.union($1) }
    guard layer.peak > 0 else { return nil }
    return groups.ends.indices.map { index in
      guard groups.ends[index].peak > 0 else {
        return representable(Double(layer.peak) / largest)
      }
      return scale(groups.ends[index], needsValues ? groups.values[index] : [])
    }
  }

  /// The scale of the grid's kind that is at least `scale`.
  private func representable(_ scale: Double) -> Double {
    guard grid.hasPowerOfTwoScale else { return scale }
    let power = Double(sign: .plus, exponent: scale.exponent, significand: 1)
    return power < scale ? 2 * power : power
  }

  private func scale(_ ends: WeightEnds, _ group: [Float]) -> Double {
    switch quantization.clip {
    case .max:
      return unclipped(ends)
    case .percentile(let percent):
      let magnitudes = group.map { abs($0) }.sorted()
      let exact = percent * Double(group.count) / 100
      let whole = exact.rounded()
      // A percentage such as 99.9 is no binary fraction: what is a place but for that is this place.
      let place = Int(abs(exact - whole) <= 1e-9 * exact ? whole : exact.rounded(.up))
      let magnitude = magnitudes[min(max(place, 1), group.count) - 1]
      guard magnitude > 0 else { return unclipped(ends) }
      // Clipped at the magnitude, on both sides.
      return representable(
        unclippedScale(max(ends.lowest, -magnitude), min(ends.highest, magnitude))
      )
    case .mse where grid == .binary:
      return group.reduce(0.0) { $0 + Double(abs($1)) } / Double(group.count)
    case .mse:
      return bestScale(of: group, among: candidates(ends))
    }
  }

  /// The scale under which no weight is clipped.
  private func unclipped(_ ends: WeightEnds) -> Double {
    representable(unclippedScale(ends.lowest, ends.highest))
  }

  private func unclippedScale(_ lowest: Float, _ highest: Float) -> Double {
    // Two's complement has one more point below zero.
    grid == .twosComplement
      ? max(Double(highest) / largest, Double(-lowest) / (largest + 1))
      : Double(max(highest, -lowest)) / largest
  }

  /// The scales that the search for the least squared error compares, the largest first.
  private func candidates(_ ends: WeightEnds) -> [Double] {
    if grid.hasPowerOfTwoScale {
      let first = unclipped(ends)
      return (0..<7).map { first * Double(sign: .plus, exponent: -$0, significand: 1) }
    }
    let isCoarse = grid == .powerOfTwo || grid.codes(bits: bits).count <= 3
    return (0...(isCoarse ? 38 : 28)).map { step in
      Double(ends.peak) * (1 - 0.025 * Double(step)) / largest
    }
  }

  /// The scale with the least squared error, the first on a tie.
  ///
  /// Nearest rounding judges whatever the mode of the conversion: a directed mode shifts all
  /// candidates alike. Errors are summed in the order of `group`.
  private func bestScale(of group: [Float], among scales: [Double]) -> Double {
    let nearest = GridRounding(grid, bits: bits, .halfEven)
    var best = (error: Double.infinity, scale: scales[0])
    for scale in scales {
      let error = group.withUnsafeBufferPointer { Self.squaredError($0, scale, nearest) }
      if error < best.error { best = (error, scale) }
    }
    return best.scale
  }

  private static func squaredError(
    _ group: UnsafeBufferPointer<Float>,
    _ scale: Double,
    _ nearest: GridRounding
  ) -> Double {
    var sum = 0.0
    withUnsafeTemporaryAllocation(of: Int16.self, capacity: GridRounding.chunk) { points in
      guard let points = points.baseAddress else { return }
      for first in stride(from: 0, to: group.count, by: GridRounding.chunk) {
        let end = min(first + GridRounding.chunk, group.count)
        let part = UnsafeBufferPointer(rebasing: group[first..<end])
        nearest(part, .shared(scale), into: points) { _ in 0 }
        for index in part.indices {
          let error = Double(part[index]) - scale * Double(points[index])
          sum += error * error
        }
      }
    }
    return sum
  }
}
