import Testing

@testable import TinySNN

@Suite struct FutilityTestTests {
  /// The probability that a candidate with `correct` of the test's samples right is given up, over all
  /// orders of the samples: exact, by dynamic programming over (seen, right so far).
  private func probability(_ test: FutilityTest, correct: Int) -> Double {
    let count = test.sampleCount
    var alive = [Int: Double]()
    alive[0] = 1
    var lost = 0.0
    for seen in 0..<count {
      var next: [Int: Double] = [:]
      for (right, probability) in alive {
        let left = Double(count - seen)
        let chance = Double(correct - right) / left
        if chance > 0 { next[right + 1, default: 0] += probability * chance }
        if chance < 1 { next[right, default: 0] += probability * (1 - chance) }
      }
      for (right, probability) in next where test.givesUp(correct: right, of: seen + 1) {
        lost += probability
        next[right] = nil
      }
      alive = next
    }
    return lost
  }

  @Test(
    "A candidate that reaches the target is lost with the documented probability at most",
    arguments: [(60, 0.8, 1), (60, 0.8, 8), (97, 0.98, 4), (40, 0.5, 3), (128, 0.9, 32)],
    [0.3, 0.05, 0.001, 0]
  )
  func errorRate(_ shape: (count: Int, accuracy: Double, stride: Int), error: Double) {
    let test = FutilityTest(
      sampleCount: shape.count,
      reaching: shape.accuracy,
      error: error,
      stride: shape.stride
    )
    for correct in test.needed...shape.count {
      let lost = probability(test, correct: correct)
      #expect(lost <= error + 1e-12, "\(correct) right: \(lost)")
    }
    // And it has power: what is far from the target goes.
    let poor = shape.count / 5
    #expect(probability(test, correct: poor) > 0.9)
  }

  @Test("What cannot reach the target any more is given up without any error")
  func certainty() {
    let test = FutilityTest(sampleCount: 10, reaching: 0.8, error: 0, stride: 1)
    #expect(test.needed == 8)
    // Three wrong ones are too many, two are not.
    #expect(test.givesUp(correct: 0, of: 3))
    #expect(!test.givesUp(correct: 1, of: 3))
    #expect(test.givesUp(correct: 4, of: 7))
    #expect(!test.givesUp(correct: 5, of: 7))
    // The last sample is evaluated in any case.
    #expect(!test.givesUp(correct: 0, of: 10))
  }

  @Test(
    "The needed number is the one that the comparison of accuracies asks for",
    arguments: 1...400
  )
  func needed(count: Int) {
    for accuracy in [0.0, 0.5, 0.9, 0.97, 0.98, 1.0 / 3] {
      let needed = FutilityTest.needed(accuracy, of: count)
      #expect(Double(needed) / Double(count) >= accuracy)
      #expect(needed == 0 || Double(needed - 1) / Double(count) < accuracy)
    }
  }

  @Test(
    "More right samples never speak against a candidate, and looks are at multiples of the stride"
  )
  func monotone() {
    let test = FutilityTest(sampleCount: 359, reaching: 0.98, error: 0.001, stride: 32)
    let factorials = LogFactorials(upTo: 360)
    for seen in 1...359 {
      for correct in 0...seen {
        let isGivenUp = test.givesUp(correct: correct, of: seen)
        guard seen % 32 == 0 else {
          #expect(!isGivenUp)
          continue
        }
        // The table says of every number what the test itself does.
        #expect(
          isGivenUp
            == FutilityTest.isOver(correct: correct, of: seen, 359, test.needed, 0.001, factorials)
        )
      }
    }
    // A tenth right is hopeless after the first look.
    #expect(test.givesUp(correct: 4, of: 32))
  }
}
