/// The candidates of a search: every combination of finite lists of values, in which keys may depend on
/// others.
public struct SearchSpace: Hashable, Sendable {
  /// The searched keys with their values.
  public let dimensions: [Dimension]
  private let blocks: SpaceBlocks

  /// One searched key.
  public struct Dimension: Codable, Hashable, Sendable {
    /// The dotted key, for example `quantize.weights.bits`.
    public var key: String
    /// The values that it takes; distinct, at least one.
    public var values: [ConfigValue]
    /// When the key is searched; elsewhere it is as in the experiment.
    public var conditions: [Condition]

    /// Creates a dimension.
    public init(key: String, values: [ConfigValue], when conditions: [Condition] = []) {
      self.key = key
      self.values = values
      self.conditions = conditions
    }
  }

  /// A bound on an earlier dimension: it is searched, and has one of these values.
  public struct Condition: Codable, Hashable, Sendable {
    /// The key of the earlier dimension.
    public var key: String
    /// Some of its values.
    public var values: [ConfigValue]

    /// Creates a condition.
    public init(key: String, values: [ConfigValue]) {
      self.key = key
      self.values = values
    }
  }

  /// Creates a space; a configuration verifies each key and value.
  ///
  /// - Precondition: Conditions name earlier dimensions.
  public init(dimensions: [Dimension]) {
    self.dimensions = dimensions
    blocks = SpaceBlocks(dimensions)
  }

  /// The number of candidates, or nil beyond the range of `Int`; 1 without dimensions.
  public var exactCount: Int? { blocks.count }

  /// The number of candidates; `Int.max` beyond its range, which a configuration refuses.
  public var count: Int { exactCount ?? .max }

  /// Returns candidate `index`; of the keys that no other depends on, the last one varies fastest.
  ///
  /// - Parameter index: Range 0..<count.
  public func candidate(at index: Int) -> Candidate { candidate(point(at: index)) }
}

/// A candidate as the positions of its values, one for each dimension; 0 where it is not searched.
public typealias SpacePoint = [Int]

extension SearchSpace {
  /// Returns the point of candidate `index`, in 0..<count.
  public func point(at index: Int) -> SpacePoint {
    precondition((0..<count).contains(index), "candidate \(index) is outside 0..<\(count)")
    return blocks.point(at: index)
  }

  /// Returns the candidate at `point`.
  public func candidate(_ point: SpacePoint) -> Candidate {
    let active = blocks.activity(point)
    return Candidate(
      assignments: dimensions.indices.filter { active[$0] }.map {
        Assignment(key: dimensions[$0].key, value: dimensions[$0].values[point[$0]])
      }
    )
  }

  /// Returns `point` with 0 in the dimensions that are not searched there: equal candidates have equal
  /// points.
  public func normalized(_ point: SpacePoint) -> SpacePoint {
    let active = blocks.activity(point)
    return point.indices.map { active[$0] ? point[$0] : 0 }
  }

  /// Which dimensions are searched at `point`.
  public func activity(_ point: SpacePoint) -> [Bool] { blocks.activity(point) }

  /// Returns the point of `candidate`, or nil where it is no candidate of the space.
  public func point(of candidate: Candidate) -> SpacePoint? {
    var point = SpacePoint(repeating: 0, count: dimensions.count)
    for (index, dimension) in dimensions.enumerated() {
      guard let value = candidate[dimension.key] else { continue }
      guard let position = dimension.values.firstIndex(of: value) else { return nil }
      point[index] = position
    }
    return self.candidate(point) == candidate ? point : nil
  }
}

extension SearchSpace: Codable {
  private enum CodingKeys: String, CodingKey { case dimensions }

  /// Decodes the dimensions.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(dimensions: try container.decode([Dimension].self, forKey: .dimensions))
  }

  /// Encodes the dimensions.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(dimensions, forKey: .dimensions)
  }
}
