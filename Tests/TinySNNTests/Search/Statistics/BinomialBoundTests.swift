import Foundation
import Testing

@testable import TinySNN

@Suite struct BinomialBoundTests {
  @Test(
    "The bound of all right is the root of what is left, as the formula of Clopper and Pearson says"
  )
  func allRight() {
    for count in [1, 5, 10, 359] {
      let bound = BinomialBound.lower(correct: count, of: count, confidence: 0.95)
      #expect(abs(bound - Foundation.pow(0.05, 1 / Double(count))) < 1e-12)
    }
  }

  /// One-sided bounds from the quantiles of the beta distribution.
  @Test(
    "Published bounds",
    arguments: [(8, 10, 0.95, 0.493_099), (1, 10, 0.95, 0.005_116), (95, 100, 0.95, 0.897_747)]
  )
  func published(_ correct: Int, _ count: Int, _ confidence: Double, _ expected: Double) {
    let bound = BinomialBound.lower(correct: correct, of: count, confidence: confidence)
    #expect(abs(bound - expected) < 2e-6, "\(bound)")
  }

  @Test("The tail is the sum of the terms, for counts at which terms underflow too")
  func tails() {
    // Exactly: 1 - 0.7^3 and 3 * 0.09 * 0.7 + 0.027.
    #expect(abs(BinomialBound.probability(ofAtLeast: 1, of: 3, 0.3) - 0.657) < 1e-15)
    #expect(abs(BinomialBound.probability(ofAtLeast: 2, of: 3, 0.3) - 0.216) < 1e-15)
    #expect(BinomialBound.probability(ofAtLeast: 0, of: 3, 0.3) == 1)
    #expect(BinomialBound.probability(ofAtLeast: 4, of: 3, 0.3) == 0)
    let half = BinomialBound.probability(ofAtLeast: 50_000, of: 100_000, 0.5)
    #expect(abs(half - 0.501_261_5) < 1e-6)
    #expect(BinomialBound.lower(correct: 0, of: 10, confidence: 0.95) == 0)
  }

  @Test("The needed number is the smallest whose bound reaches the accuracy")
  func needed() {
    for count in [20, 359, 6000] {
      guard let needed = BinomialBound.needed(toReach: 0.8, of: count, confidence: 0.95) else {
        Issue.record("all of \(count) right are enough for 0.8")
        continue
      }
      #expect(BinomialBound.lower(correct: needed, of: count, confidence: 0.95) >= 0.8 - 1e-9)
      #expect(BinomialBound.lower(correct: needed - 1, of: count, confidence: 0.95) < 0.8)
    }
    #expect(BinomialBound.needed(toReach: 0.99, of: 100, confidence: 0.95) == nil)
    #expect(BinomialBound.needed(toReach: 0, of: 100, confidence: 0.95) == 0)
  }
}
