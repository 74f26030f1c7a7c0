import Testing
import TinySNN

@Suite struct IndexPermutationTests {
  @Test("Every index comes exactly once", arguments: [1, 2, 3, 4, 5, 7, 16, 17, 100, 1000, 4097])
  func isPermutation(count: Int) {
    for seed in UInt64(0)..<4 {
      let permutation = IndexPermutation(count: count, seed: seed)
      #expect(Set((0..<count).map { permutation[$0] }) == Set(0..<count))
    }
  }

  @Test(
    "Spaces beyond 2^32 need no memory and stay in range",
    arguments: [1 << 33, (1 << 40) + 12_345, Int.max]
  )
  func hugeSpaces(count: Int) {
    let permutation = IndexPermutation(count: count, seed: 5)
    let drawn = (0..<2000).map { permutation[$0] }
    #expect(Set(drawn).count == 2000)
    #expect(drawn.allSatisfy { $0 >= 0 && $0 < count })
    #expect(drawn.count { $0 < count / 2 } > 850)
    #expect(drawn.count { $0 < count / 2 } < 1150)
  }

  @Test("The first index is uniform over seeds", arguments: [3, 10, 24])
  func isUniform(count: Int) {
    var histogram = Array(repeating: 0, count: count)
    let draws = 400 * count
    for seed in 0..<draws { histogram[IndexPermutation(count: count, seed: UInt64(seed))[0]] += 1 }
    let chiSquare = histogram.reduce(0.0) { $0 + Double(($1 - 400) * ($1 - 400)) / 400 }
    // Six standard deviations above the mean of the distribution.
    let freedom = Double(count - 1)
    #expect(chiSquare < freedom + 6 * (2 * freedom).squareRoot())
  }

  @Test("Seeds give different orders")
  func seedsDiffer() {
    let orders = (0..<20).map { seed in
      let permutation = IndexPermutation(count: 50, seed: UInt64(seed))
      return (0..<50).map { permutation[$0] }
    }
    #expect(Set(orders).count == 20)
  }
}
