import Testing

@testable import TinySNN

/// Sums of one number per value.
@Suite struct AdditiveModelTests {
  private let parts = [[0.0, 1, 4], [0, -2], [3, 5, 7, 6]]

  private func sum(_ point: SpacePoint) -> Double {
    zip(parts, point).reduce(10) { $0 + $1.0[$1.1] }
  }

  private func model(_ points: [SpacePoint], floor: Double = 0.01) -> AdditiveModel {
    AdditiveModel(
      sizes: parts.map(\.count),
      points: points,
      values: points.map(sum),
      weights: points.map { _ in 1 },
      ridge: 1e-6,
      floor: floor
    )
  }

  @Test("What is a sum is found from points that differ in one value from one of them")
  func sums() {
    let profile: [SpacePoint] = [
      [0, 0, 0], [1, 0, 0], [2, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 2], [0, 0, 3],
    ]
    let model = model(profile)
    for first in 0..<3 {
      for second in 0..<2 {
        for third in 0..<4 {
          let point = [first, second, third]
          #expect(abs(model(point).mean - sum(point)) < 1e-3, "\(point)")
        }
      }
    }
  }

  @Test("Values that were never seen are less sure")
  func uncertainty() {
    let model = model([[0, 0, 0], [1, 0, 0], [0, 0, 1], [1, 0, 1]])
    #expect(model([2, 0, 0]).deviation > 10 * model([1, 0, 1]).deviation)
    #expect(model([2, 1, 3]).deviation > model([2, 0, 0]).deviation)
    #expect(model([1, 0, 1]).deviation >= 0.01)
  }

  @Test("A point of large weight decides against one of small weight")
  func weights() {
    let points: [SpacePoint] = [[0], [0]]
    let model = AdditiveModel(
      sizes: [1],
      points: points,
      values: [0, 1],
      weights: [99, 1],
      ridge: 0.2,
      floor: 0.01
    )
    #expect(abs(model([0]).mean - 0.01) < 1e-9)
  }
}
