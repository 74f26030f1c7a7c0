import FixedPoint

/// Turns weights into points of a grid, in loops that vectorise on every instruction set.
///
/// A weight over its scale becomes a position on the line of codes, the position a code, the code a
/// point (`docs/numerics.md`, section 4, step 1). Positions stay far below 2^51, where adding and
/// subtracting 1.5 * 2^52 rounds a `Double` to the nearest integer, ties to even; every mode is
/// that integer and a correction.
struct GridRounding {
  /// The scales of consecutive weights.
  enum Scales {
    /// One for all of them.
    case shared(Double)
    /// One for each of them.
    case each(UnsafePointer<Double>)
  }

  /// The number of weights that one call takes; their positions stay on the stack.
  static let chunk = 128
  private static let magic = 0x1.8p52

  private let grid: WeightGrid
  private let mode: RoundingMode
  private let lowest: Double
  private let highest: Double
  /// The points in the order of their codes; empty where the codes are the points.
  private let points: [Int16]

  /// Prepares the roundings of `mode` to the points of `bits` bits.
  init(_ grid: WeightGrid, bits: Int, _ mode: RoundingMode) {
    let codes = grid.codes(bits: bits)
    self.grid = grid
    self.mode = mode
    lowest = Double(codes.lowerBound)
    highest = Double(codes.upperBound)
    switch grid {
    case .symmetric, .twosComplement, .ternary: points = []
    case .powerOfTwo, .binary: points = codes.map { Int16(grid.point($0)) }
    }
  }

  /// Writes the points of at most `chunk` weights to `values`.
  ///
  /// - Parameters:
  ///   - scales: As many as there are weights, or a shared one.
  ///   - draw: A uniform number in 0..<1 for the weight at an index; used by `stochastic` only.
  func callAsFunction(
    _ weights: UnsafeBufferPointer<Float>,
    _ scales: Scales,
    into values: UnsafeMutablePointer<Int16>,
    draw: (Int) -> Double
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.chunk) { positions in
      locate(weights, scales, positions)
      round(UnsafeMutableBufferPointer(rebasing: positions[weights.indices]), into: values, draw)
    }
    guard !points.isEmpty else { return }
    let first = Int(lowest)
    points.withUnsafeBufferPointer { points in
      for index in weights.indices { values[index] = points[Int(values[index]) - first] }
    }
  }

  /// Writes the positions of `weights` on the line of codes, clamped to its ends.
  private func locate(
    _ weights: UnsafeBufferPointer<Float>,
    _ scales: Scales,
    _ positions: UnsafeMutableBufferPointer<Double>
  ) {
    switch scales {
    case .shared(let scale):
      for index in weights.indices { positions[index] = Double(weights[index]) / scale }
    case .each(let scales):
      for index in weights.indices { positions[index] = Double(weights[index]) / scales[index] }
    }
    switch grid {
    case .symmetric, .twosComplement, .ternary: break
    case .powerOfTwo:
      for index in weights.indices { positions[index] = Self.logarithmic(positions[index]) }
    case .binary:
      for index in weights.indices { positions[index] = (positions[index] + 1) / 2 }
    }
    let (lowest, highest) = (lowest, highest)
    for index in weights.indices { positions[index] = min(max(positions[index], lowest), highest) }
  }

  /// The position of `x` where 2^k is the point of code k + 1: straight between neighbours.
  @inline(__always)
  private static func logarithmic(_ x: Double) -> Double {
    let magnitude = abs(x)
    // 2^k * m with m in 1..<2 lies m - 1 beyond code k + 1.
    let exponent = Int32(truncatingIfNeeded: magnitude.bitPattern >> 52) &- 1023
    let significand = Double(bitPattern: magnitude.bitPattern & 0xF_FFFF_FFFF_FFFF | 0x3FF << 52)
    let position = magnitude < 1 ? magnitude : Double(exponent) + significand
    return x < 0 ? -position : position
  }

  private func round(
    _ positions: UnsafeMutableBufferPointer<Double>,
    into values: UnsafeMutablePointer<Int16>,
    _ draw: (Int) -> Double
  ) {
    @inline(__always)
    func write(_ rounded: (Double) -> Double) {
      for index in positions.indices {
        // The low bits of what the addition leaves are the integer in two's complement.
        let bits = (rounded(positions[index]) + Self.magic).bitPattern
        values[index] = Int16(truncatingIfNeeded: bits)
      }
    }
    switch mode {
    case .floor: write { Self.floor($0) }
    case .trunc: write { Double(signOf: $0, magnitudeOf: Self.floor(abs($0))) }
    case .ceil: write { -Self.floor(-$0) }
    case .halfUp: write { Self.halfUp($0) }
    case .halfAway: write { Double(signOf: $0, magnitudeOf: Self.halfUp(abs($0))) }
    case .halfEven: write { Self.nearest($0) }
    case .stochastic:
      for index in positions.indices {
        let settled = Self.settled(positions[index])
        values[index] = Int16(mode.rounding(settled, draw: draw(index)))
      }
    }
  }

  /// The nearest integer, ties to even.
  @inline(__always)
  private static func nearest(_ position: Double) -> Double { (position + magic) - magic }

  /// The distance from the integer `nearest` within which a position counts as that integer.
  ///
  /// The weight that defines a scale divides by it to the largest point but for the error of the
  /// division, which a directed rounding must not see.
  @inline(__always)
  private static func tolerance(_ nearest: Double) -> Double { 0x1p-30 * max(1, abs(nearest)) }

  @inline(__always)
  private static func settled(_ position: Double) -> Double {
    let nearest = nearest(position)
    return abs(position - nearest) < tolerance(nearest) ? nearest : position
  }

  @inline(__always)
  private static func floor(_ position: Double) -> Double {
    let nearest = nearest(position)
    return position - nearest <= -tolerance(nearest) ? nearest - 1 : nearest
  }

  /// The nearest integer, ties up: only a tie that went down to an even integer lies half above it.
  @inline(__always)
  private static func halfUp(_ position: Double) -> Double {
    let nearest = nearest(position)
    return position - nearest >= 0.5 ? nearest + 1 : nearest
  }
}
