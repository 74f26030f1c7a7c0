/// The integers that weights may take: a table of points, numbered by consecutive codes.
///
/// A scaled weight is rounded on the line of codes, where neighbouring points are one apart: every
/// rounding mode so has a meaning on every grid (`docs/numerics.md`, "Weight grids").
public enum WeightGrid: String, Codable, CaseIterable, Hashable, Sendable {
  /// -(2^(B-1) - 1) ... 2^(B-1) - 1, equally spaced, zero in the middle.
  case symmetric
  /// -2^(B-1) ... 2^(B-1) - 1 with a scale 2^-f: the papers' fixed point Qi.f.
  case twosComplement = "twos_complement"
  /// 0 and ±2^k, k in 0 ... 2^(B-1) - 2: a shift in place of a multiplication.
  case powerOfTwo = "power_of_two"
  /// -1, 0 and 1.
  case ternary
  /// -1 and 1.
  case binary

  /// The legal widths of one stored weight.
  public var legalBits: [Int] {
    switch self {
    case .symmetric, .twosComplement: Array(2...8) + [16]
    case .powerOfTwo: Array(3...5)
    case .ternary: [2]
    case .binary: [1]
    }
  }

  /// The only legal width, or nil where there is a choice.
  public var impliedBits: Int? { legalBits.count == 1 ? legalBits[0] : nil }

  /// Whether zero is a point, so that weights can be pruned.
  public var hasZero: Bool { self != .binary }

  /// Whether the scale is a power of two.
  public var hasPowerOfTwoScale: Bool { self == .twosComplement }

  /// The codes of the points of `bits` bits, from the lowest point to the highest.
  public func codes(bits: Int) -> ClosedRange<Int> {
    switch self {
    case .symmetric: -((1 << (bits - 1)) - 1)...(1 << (bits - 1)) - 1
    case .twosComplement: -(1 << (bits - 1))...(1 << (bits - 1)) - 1
    case .powerOfTwo: -((1 << (bits - 1)) - 1)...(1 << (bits - 1)) - 1
    case .ternary: -1...1
    case .binary: 0...1
    }
  }

  /// The integer that `code` stands for.
  public func point(_ code: Int) -> Int {
    switch self {
    case .symmetric, .twosComplement, .ternary: code
    case .powerOfTwo: code == 0 ? 0 : code > 0 ? 1 << (code - 1) : -(1 << (-code - 1))
    case .binary: 2 * code - 1
    }
  }

  /// The code of the integer `point`, or nil if it is none of the grid's.
  public func code(of point: Int) -> Int? {
    switch self {
    case .symmetric, .twosComplement, .ternary: return point
    case .powerOfTwo:
      let magnitude = abs(point)
      guard magnitude & (magnitude - 1) == 0 else { return nil }
      return magnitude == 0 ? 0 : (magnitude.trailingZeroBitCount + 1) * point.signum()
    case .binary: return abs(point) == 1 ? (point + 1) / 2 : nil
    }
  }

  /// The largest point of `bits` bits: what the largest weight becomes when nothing is clipped.
  public func largest(bits: Int) -> Int { point(codes(bits: bits).upperBound) }

  /// Whether the integer `point` belongs to the grid of `bits` bits.
  public func contains(_ point: Int, bits: Int) -> Bool {
    code(of: point).map(codes(bits: bits).contains) ?? false
  }

  /// Whether all `points` belong to the grid of `bits` bits.
  func contains(all points: [Int16], bits: Int) -> Bool {
    switch self {
    case .symmetric, .twosComplement, .ternary:
      // Every integer of the range is a point, and ends are found faster than members.
      let range = codes(bits: bits)
      let (lowest, highest) = points.reduce(into: (Int16(0), Int16(0))) { ends, point in
        ends = (min(ends.0, point), max(ends.1, point))
      }
      return range.contains(Int(lowest)) && range.contains(Int(highest))
    case .powerOfTwo, .binary:
      return points.allSatisfy { contains(Int($0), bits: bits) }
    }
  }

  /// Whether weights of the grid can have `scales`: positive, and powers of two if it says so.
  func areLegal(scales: [Double]) -> Bool {
    scales.allSatisfy {
      $0 > 0 && $0.isFinite && (!hasPowerOfTwoScale || $0.significand == 1)
    }
  }
}

/// What shares one weight scale.
public enum ScaleGranularity: String, Codable, CaseIterable, Hashable, Sendable {
  /// All weights of a layer.
  case tensor
  /// The weights of one output neuron.
  case channel
}
