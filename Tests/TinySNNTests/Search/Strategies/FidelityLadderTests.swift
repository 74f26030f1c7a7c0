import Testing

@testable import TinySNN

/// What makes candidates dear, and how they are raised.
@Suite struct FidelityLadderTests {
  private let qat = SearchSpace.Condition(key: "quantize.method", values: [.string("qat")])

  /// bits, epochs (40, 10), method (qat, ptq), qat.epochs (3, 1), qat.step (fixed, learned).
  private var space: SearchSpace {
    SearchSpace(dimensions: [
      .init(key: "bits", values: [.int(2), .int(4)]),
      .init(key: "train.epochs", values: [.int(40), .int(10)]),
      .init(key: "quantize.method", values: [.string("qat"), .string("ptq")]),
      .init(key: "quantize.qat.epochs", values: [.int(3), .int(1)], when: [qat]),
      .init(key: "quantize.qat.step", values: [.string("fixed"), .string("learned")], when: [qat]),
    ])
  }

  @Test("The cheap space has the cheapest value of every dear key, in whatever order they stand")
  func cheapSpace() {
    let cheap = FidelityLadder(space).cheapSpace
    #expect(cheap.count == 2)
    for index in 0..<cheap.count {
      let candidate = cheap.candidate(at: index)
      #expect(candidate["train.epochs"] == .int(10))
      #expect(candidate["quantize.method"] == .string("ptq"))
      #expect(candidate["quantize.qat.epochs"] == nil)
      #expect(space.point(of: candidate) != nil)
    }
    #expect(FidelityLadder(space).isNeeded)
    #expect(!FidelityLadder(.small).isNeeded)
  }

  @Test(
    "Every dear key is raised on its own, by one value, and what it brings begins with the cheapest"
  )
  func raising() {
    let ladder = FidelityLadder(space)
    #expect(Set(ladder.raised([1, 1, 1, 0, 0])) == [[1, 0, 1, 0, 0], [1, 1, 0, 1, 0]])
    #expect(Set(ladder.raised([1, 1, 0, 1, 1])) == [[1, 0, 0, 1, 1], [1, 1, 0, 0, 1]])
    #expect(ladder.raised([0, 0, 0, 0, 0]).isEmpty)
    #expect(ladder.variants(of: [1, 1, 0, 1, 0], from: [1, 1, 1, 0, 0]) == [[1, 1, 0, 1, 1]])
    #expect(ladder.variants(of: [1, 1, 0, 0, 0], from: [1, 1, 0, 1, 0]).isEmpty)
  }

  @Test("Steps of one lead to every combination of dear values")
  func reach() {
    let ladder = FidelityLadder(space)
    var reached: Set<SpacePoint> = []
    var frontier: [SpacePoint] = [[0, 1, 1, 0, 0]]
    while let point = frontier.popLast() {
      if reached.insert(point).inserted { frontier += ladder.raised(point) }
    }
    #expect(reached.count == 2 * (1 + 2))
  }
}
