import SpikingNetworks

/// A keyed permutation of 0..<`count` that computes each element on its own, without a table.
///
/// A balanced Feistel network permutes the smallest even number of bits that holds `count` (Luby and
/// Rackoff, *How to construct pseudorandom permutations*, 1988); its rounds are words of the stream
/// `.search`. Values at or beyond `count` are permuted again until one falls inside (cycle walking:
/// Black and Rogaway, *Ciphers with arbitrary finite domains*, 2002), fewer than four times on average.
public struct IndexPermutation: Sendable {
  /// The number of elements.
  public let count: Int
  private let generator: Philox
  private let halfBits: UInt64
  private static let rounds: UInt32 = 10

  /// Creates the permutation of one seed.
  ///
  /// - Precondition: `count` is not negative.
  public init(count: Int, seed: UInt64) {
    precondition(count >= 0)
    self.count = count
    self.generator = Philox(seed: seed, stream: .search)
    let bits = count <= 1 ? 1 : Int.bitWidth - (count - 1).leadingZeroBitCount
    self.halfBits = UInt64((bits + 1) / 2)
  }

  /// Returns element `index`.
  ///
  /// - Precondition: `index` is in 0..<`count`.
  public subscript(index: Int) -> Int {
    precondition(index >= 0 && index < count)
    var value = UInt64(index)
    repeat { value = permute(value) } while value >= UInt64(count)
    return Int(value)
  }

  private func permute(_ value: UInt64) -> UInt64 {
    let mask: UInt64 = (1 << halfBits) - 1
    var (left, right) = (value >> halfBits, value & mask)
    for round in 0..<Self.rounds {
      let word = generator.block(UInt32(right), step: round, sample: UInt32(halfBits))[0]
      (left, right) = (right, left ^ (UInt64(word) & mask))
    }
    return left << halfBits | right
  }
}
