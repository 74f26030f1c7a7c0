/// Index lists as the kernels read them, built element by element from a matrix.
struct EventLists {
  var index: [UInt16] = []
  var values: [Float] = []
  var offsets: [Int32] = [0]

  /// Vectors of indices are read beyond the end: the engine's lists have room for that.
  static let slack = 64

  /// The lists of `m` rows of `n` numbers; the index counts to `period` again and again, and a list ends
  /// every `places` elements, or with its row where `places` is 0.
  ///
  /// - Parameter repeats: a number k is k events of 1 instead of one event of k.
  init(
    _ matrix: [Float],
    rows m: Int,
    columns n: Int,
    period: Int? = nil,
    places: Int = 0,
    repeats: Bool = false
  ) {
    for i in 0..<m {
      for j in 0..<n {
        let value = matrix[i * n + j]
        for _ in 0..<(value == 0 ? 0 : repeats ? Int(value) : 1) {
          index.append(UInt16(j % (period ?? n)))
          values.append(repeats ? 1 : value)
        }
        if (j + 1) % (places == 0 ? n : places) == 0 { offsets.append(Int32(index.count)) }
      }
    }
  }

  var count: Int { index.count }
  /// The lists with what kernels may read behind their end.
  var readableIndex: [UInt16] { index + Array(repeating: 7, count: EventLists.slack) }
  var readableValues: [Float] { values + Array(repeating: 7, count: EventLists.slack) }
}

extension Draws {
  /// Whole numbers in -bound...bound: their sums and products are exact.
  mutating func wholes(_ count: Int, bound: Int = 4) -> [Float] {
    (0..<count).map { _ in Float(integer(below: 2 * bound + 1) - bound) }
  }

  /// Whole numbers other than 0 in -bound...bound with probability `density`, else 0.
  mutating func sparse(_ count: Int, density: Double, bound: Int = 4) -> [Float] {
    (0..<count).map { _ in
      guard uniform() < density else { return 0 }
      let size = Float(1 + integer(below: bound))
      return uniform() < 0.5 ? -size : size
    }
  }

  /// Ones with probability `density`, else 0.
  mutating func spikes(_ count: Int, density: Double) -> [Float] {
    (0..<count).map { _ in uniform() < density ? 1 : 0 }
  }

  /// A whole number of the range.
  mutating func pick(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + integer(below: range.count)
  }
}
