/// A space as a list of plain products: one for each combination of the values that others depend on.
struct SpaceBlocks: Hashable, Sendable {
  /// The number of points; nil beyond the range of `Int`, or with too many combinations.
  let count: Int?
  /// [dimension]: what has to hold for it to be searched.
  private let conditions: [[Requirement]]
  private let blocks: [Block]

  /// The combinations of values that others depend on; more are no space that anybody can survey.
  private static let largestNumber = 1 << 20

  private struct Requirement: Hashable {
    var dimension: Int
    var positions: Set<Int>
  }

  private struct Block: Hashable {
    /// The point with 0 in all dimensions that no other depends on.
    var point: SpacePoint
    /// [dimension]: the number of its values in this block.
    var sizes: [Int]
    /// The number of the first point.
    var first: Int
  }

  init(_ dimensions: [SearchSpace.Dimension]) {
    let conditions = dimensions.enumerated().map { index, dimension in
      dimension.conditions.map { condition in
        guard
          let earlier = dimensions[..<index].firstIndex(where: { $0.key == condition.key })
        else { preconditionFailure("\(dimension.key) depends on \(condition.key) behind it") }
        return Requirement(
          dimension: earlier,
          positions: Set(
            condition.values.compactMap { dimensions[earlier].values.firstIndex(of: $0) }
          )
        )
      }
    }
    self.conditions = conditions
    let controllers = Set(conditions.flatMap { $0.map(\.dimension) })
    var (points, isCountable) = ([SpacePoint(repeating: 0, count: dimensions.count)], true)
    for controller in dimensions.indices where controllers.contains(controller) && isCountable {
      // Counted before they are made.
      let (most, overflow) = points.count.multipliedReportingOverflow(
        by: dimensions[controller].values.count
      )
      isCountable = !overflow && most <= Self.largestNumber
      guard isCountable else { break }
      points = points.flatMap { point -> [SpacePoint] in
        guard Self.isActive(controller, point, conditions) else { return [point] }
        return dimensions[controller].values.indices.map { position in
          var next = point
          next[controller] = position
          return next
        }
      }
    }
    var (blocks, total): ([Block], Int?) = ([], isCountable ? 0 : nil)
    for point in points where total != nil {
      let sizes = dimensions.indices.map { index in
        if controllers.contains(index) {
          // A controller without values leaves nothing, as any dimension does.
          return dimensions[index].values.isEmpty ? 0 : 1
        }
        return Self.isActive(index, point, conditions) ? dimensions[index].values.count : 1
      }
      guard let first = total else { break }
      blocks.append(Block(point: point, sizes: sizes, first: first))
      total = sizes.reduce(Int?.some(1)) { product, size in
        product.flatMap { Self.product($0, size) }
      }.flatMap { Self.sum(first, $0) }
    }
    self.blocks = blocks
    count = total
  }

  /// Which dimensions are searched at `point`.
  func activity(_ point: SpacePoint) -> [Bool] {
    var active = [Bool](repeating: true, count: point.count)
    for index in point.indices {
      active[index] = conditions[index].allSatisfy {
        active[$0.dimension] && $0.positions.contains(point[$0.dimension])
      }
    }
    return active
  }

  /// Returns point `index`; the last dimension of a block varies fastest.
  func point(at index: Int) -> SpacePoint {
    var (low, high) = (0, blocks.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if blocks[middle].first <= index { low = middle } else { high = middle - 1 }
    }
    let block = blocks[low]
    var (point, remaining) = (block.point, index - block.first)
    for dimension in point.indices.reversed() where block.sizes[dimension] > 1 {
      let (quotient, position) = remaining.quotientAndRemainder(
        dividingBy: block.sizes[dimension]
      )
      point[dimension] = position
      remaining = quotient
    }
    return point
  }

  /// Whether `dimension`, whose controllers `point` has set, is searched there.
  private static func isActive(
    _ dimension: Int,
    _ point: SpacePoint,
    _ conditions: [[Requirement]]
  ) -> Bool {
    conditions[dimension].allSatisfy {
      isActive($0.dimension, point, conditions) && $0.positions.contains(point[$0.dimension])
    }
  }

  private static func product(_ left: Int, _ right: Int) -> Int? {
    let (result, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? nil : result
  }

  private static func sum(_ left: Int, _ right: Int) -> Int? {
    let (result, overflow) = left.addingReportingOverflow(right)
    return overflow ? nil : result
  }
}
