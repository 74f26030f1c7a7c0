import Foundation
import Testing

@testable import SpikingNetworks

@Suite struct PruningSpecTests {
  private func sparsities(_ pruning: PruningSpec, epochs: Int) -> [Double] {
    (0..<epochs).map { pruning.sparsity(inEpoch: $0, of: epochs) }
  }

  @Test("The sparsity grows along a cubic between start and end")
  func schedule() {
    let pruning = PruningSpec(kind: .magnitude, sparsity: 0.8, start: 0.2, end: 0.8)
    // t0 = 2, t1 = 8: 0.8 * (1 - (1 - n / 6)^3).
    let expected = [0, 0, 0, 91, 152, 189, 208, 215, 216, 216].map { 0.8 * $0 / 216 }
    for (found, wanted) in zip(sparsities(pruning, epochs: 10), expected) {
      #expect(abs(found - wanted) < 1e-15)
    }
  }

  @Test("The last epoch has all of it, also where the end lies behind its beginning")
  func lastEpoch() {
    for (start, end) in [(0.0, 0.0), (0, 1), (0.5, 0.5), (1, 1), (0.2, 0.8)] {
      let pruning = PruningSpec(kind: .channels, sparsity: 0.7, start: start, end: end)
      for epochs in 1...12 {
        let course = sparsities(pruning, epochs: epochs)
        #expect(course.last == 0.7)
        #expect(course == course.sorted())
        let complete = (0..<epochs).filter { pruning.isComplete(inEpoch: $0, of: epochs) }
        #expect(complete == course.indices.filter { course[$0] == 0.7 })
      }
    }
    let late = PruningSpec(kind: .magnitude, sparsity: 0.5, start: 1, end: 1)
    #expect(sparsities(late, epochs: 4) == [0, 0, 0, 0.5])
    let sudden = PruningSpec(kind: .magnitude, sparsity: 0.5, start: 0.5, end: 0.5)
    #expect(sparsities(sudden, epochs: 4) == [0, 0, 0.5, 0.5])
  }

  @Test("Numbers out of range are refused")
  func ranges() throws {
    func options(_ sparsity: Double, _ start: Double, _ end: Double) -> TrainingOptions {
      TrainingOptions(
        pruning: PruningSpec(kind: .magnitude, sparsity: sparsity, start: start, end: end)
      )
    }
    for (sparsity, start, end) in [
      (1.0, 0.2, 0.8), (-0.1, 0.2, 0.8), (.nan, 0.2, 0.8), (0.5, -0.1, 0.8), (0.5, 0.8, 0.2),
      (0.5, 0.2, 1.1), (0.5, .nan, 0.8),
    ] {
      #expect(throws: NetworkError.self) { try options(sparsity, start, end).validate() }
    }
    for (sparsity, start, end) in [(0.0, 0.0, 0.0), (0.999, 0, 1), (0.5, 1, 1)] {
      try options(sparsity, start, end).validate()
    }
  }
}

@Suite struct PruningMaskTests {
  @Test("The least are pruned first, on ties the lower index")
  func growth() {
    var mask = PruningMask(unitCounts: [5, 0])
    mask.grow(0, to: 2, scores: [3, 1, 1, 0, 2])
    #expect(mask.layers == [[false, true, false, true, false], []])
    mask.grow(0, to: 3, scores: [3, 1, 1, 0, 2])
    #expect(mask.layers[0] == [false, true, true, true, false])
    #expect(mask.counts == [3, 0])
  }

  @Test("What is pruned stays, whatever it is worth later; numbers that are none go last")
  func monotone() {
    var mask = PruningMask(unitCounts: [4])
    mask.grow(0, to: 1, scores: [0, 1, 2, 3])
    mask.grow(0, to: 2, scores: [9, .nan, 2, 3])
    #expect(mask.layers == [[true, false, true, false]])
    mask.grow(0, to: 1, scores: [9, 0, 9, 9])
    #expect(mask.counts == [2])
    mask.grow(0, to: 3, scores: [9, .nan, 2, .infinity])
    #expect(mask.layers == [[true, true, true, false]])
  }

  @Test("A mask is stored as one bit per unit")
  func coding() throws {
    var draws = Draws(81)
    for size in 0...20 {
      var mask = PruningMask(unitCounts: [size, 3, 0])
      mask.grow(0, to: size / 2, scores: draws.floats(size).map(Double.init))
      let data = try JSONEncoder().encode(mask)
      #expect(try JSONDecoder().decode(PruningMask.self, from: data) == mask)
    }
    var mask = PruningMask(unitCounts: [9])
    mask.grow(0, to: 2, scores: [1, 0, 1, 1, 1, 1, 1, 1, 0])
    // Bits 1 and 8: the bytes 2 and 1.
    let text = String(decoding: try JSONEncoder().encode(mask), as: UTF8.self)
    #expect(text.contains("\"AgE=\"") && text.contains("\"count\":9"))
    let damaged = Data(text.replacing(":9", with: ":17").utf8)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(PruningMask.self, from: damaged)
    }
  }
}
