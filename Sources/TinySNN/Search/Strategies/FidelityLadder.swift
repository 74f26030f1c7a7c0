/// The keys of a space that make an evaluation dear, and how each is raised.
///
/// Conversion after training costs next to nothing; training through the integers costs epochs, and so does a
/// longer training of the float model.
struct FidelityLadder: Sendable {
  /// A dear key with its values, the cheapest first.
  private struct Chain: Sendable {
    var dimension: Int
    var positions: [Int]
  }

  private let space: SearchSpace
  private let chains: [Chain]

  /// The keys that make an evaluation dear; numbers ascend, `ptq` comes before `qat`.
  private static let keys = ["quantize.method", "quantize.qat.epochs", "train.epochs"]

  /// Finds the dear keys of `space`.
  init(_ space: SearchSpace) {
    self.space = space
    chains = Self.keys.compactMap { key in
      guard let dimension = space.dimensions.firstIndex(where: { $0.key == key }) else {
        return nil
      }
      let values = space.dimensions[dimension].values
      let positions = values.indices.sorted { Self.cost(values[$0]) < Self.cost(values[$1]) }
      return values.isEmpty ? nil : Chain(dimension: dimension, positions: positions)
    }
  }

  /// Whether some evaluations are dearer than others.
  var isNeeded: Bool { chains.contains { $0.positions.count > 1 } }

  /// The candidates with the cheapest value of every dear key.
  var cheapSpace: SearchSpace {
    var dimensions = space.dimensions
    for chain in chains {
      let dimension = dimensions[chain.dimension]
      dimensions[chain.dimension].values = [dimension.values[chain.positions[0]]]
    }
    return SearchSpace(dimensions: dimensions)
  }

  /// Returns `point` with one dear key raised by one value, once for each key that can be raised.
  func raised(_ point: SpacePoint) -> [SpacePoint] {
    let active = space.activity(point)
    return chains.compactMap { chain in
      guard active[chain.dimension],
        let place = chain.positions.firstIndex(of: point[chain.dimension]),
        place + 1 < chain.positions.count
      else { return nil }
      var next = point
      next[chain.dimension] = chain.positions[place + 1]
      // A dear key that was not searched before begins with its cheapest value.
      for other in chains where !active[other.dimension] {
        next[other.dimension] = other.positions[0]
      }
      return space.normalized(next)
    }
  }

  /// Returns `raised` with another value of one key, once for each value of the keys that are searched there,
  /// but not at `origin`.
  func variants(of raised: SpacePoint, from origin: SpacePoint) -> [SpacePoint] {
    let (active, before) = (space.activity(raised), space.activity(origin))
    let dear = Set(chains.map(\.dimension))
    return raised.indices.flatMap { dimension -> [SpacePoint] in
      guard active[dimension], !before[dimension], !dear.contains(dimension) else { return [] }
      return space.dimensions[dimension].values.indices.dropFirst().map { position in
        var next = raised
        next[dimension] = position
        return space.normalized(next)
      }
    }
  }

  private static func cost(_ value: ConfigValue) -> Double {
    switch value {
    case .int(let number): Double(number)
    case .double(let number): number
    case .bool(let flag): flag ? 1 : 0
    case .string(let word): word == "ptq" ? 0 : 1
    }
  }
}
