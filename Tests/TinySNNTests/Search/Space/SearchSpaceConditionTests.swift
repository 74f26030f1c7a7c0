import Foundation
import Testing
import TinySNN

/// Keys that are searched only where others have certain values.
@Suite struct SearchSpaceConditionTests {
  /// 2 bits without training, 2 bits x (1 fixed + 1 learned x 3 rates) with it.
  private let space = SearchSpace(dimensions: [
    .init(key: "bits", values: [.int(2), .int(4)]),
    .init(key: "method", values: [.string("ptq"), .string("qat")]),
    .init(
      key: "step",
      values: [.string("fixed"), .string("learned")],
      when: [.init(key: "method", values: [.string("qat")])]
    ),
    .init(
      key: "rate",
      values: [.int(1), .int(2), .int(3)],
      when: [.init(key: "step", values: [.string("learned")])]
    ),
  ])

  @Test("The size counts what differs, and every candidate has an index")
  func enumeration() throws {
    #expect(space.exactCount == 2 * (1 + 1 + 3))
    let candidates = (0..<space.count).map(space.candidate(at:))
    #expect(Set(candidates).count == space.count)
    for candidate in candidates {
      let (method, step) = (candidate["method"], candidate["step"])
      #expect((step != nil) == (method == .string("qat")))
      #expect((candidate["rate"] != nil) == (step == .string("learned")))
      let point = try #require(space.point(of: candidate))
      #expect(space.candidate(point) == candidate)
      #expect(space.normalized(point) == point)
    }
  }

  @Test("Points that differ in what is not searched are the same candidate")
  func normalization() {
    let point = [1, 0, 1, 2]
    #expect(space.normalized(point) == [1, 0, 0, 0])
    #expect(space.candidate(point) == space.candidate([1, 0, 0, 0]))
    #expect(space.activity([0, 1, 0, 1]) == [true, true, true, false])
    #expect(space.activity([0, 0, 1, 1]) == [true, true, false, false])
  }

  @Test("Without conditions the order is that of a number whose last digit varies fastest")
  func plainOrder() {
    let plain = SearchSpace(dimensions: [
      .init(key: "a", values: [.int(0), .int(1)]),
      .init(key: "b", values: [.int(0), .int(1), .int(2)]),
    ])
    #expect(
      (0..<6).map { plain.point(at: $0) } == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2]]
    )
  }

  @Test("Encoded and decoded a space is the same")
  func coding() throws {
    let data = try JSONEncoder().encode(space)
    #expect(try JSONDecoder().decode(SearchSpace.self, from: data) == space)
  }

  @Test("A size beyond the range of numbers is no size")
  func overflow() {
    let values = (0..<1 << 16).map { ConfigValue.int($0) }
    let wide = SearchSpace(dimensions: (0..<4).map { .init(key: "\($0)", values: values) })
    #expect(wide.exactCount == nil)
  }
}
