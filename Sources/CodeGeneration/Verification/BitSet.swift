/// A set of small integers, one bit each.
struct BitSet {
  private var words: [UInt64]

  init(capacity: Int) {
    words = [UInt64](repeating: 0, count: (capacity + 63) / 64)
  }

  mutating func insert(_ member: Int) {
    words[member >> 6] |= 1 << UInt64(member & 63)
  }

  mutating func formUnion(_ other: BitSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }

  /// The number of members that `other` lacks.
  func countMissing(in other: BitSet) -> Int {
    var count = 0
    for index in words.indices { count += (words[index] & ~other.words[index]).nonzeroBitCount }
    return count
  }
}
