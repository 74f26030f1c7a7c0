/// A finite space of candidates: the product of the values of some configuration keys.
public struct SearchSpace: Codable, Hashable, Sendable {
  /// One searched key and its values.
  public struct Dimension: Codable, Hashable, Sendable {
    /// The dotted key.
    public var key: String
    /// The values, at least one.
    public var values: [ConfigValue]

    /// Creates a dimension.
    public init(key: String, values: [ConfigValue]) {
      self.key = key
      self.values = values
    }
  }

  /// The dimensions; the last one varies fastest.
  public var dimensions: [Dimension]

  /// Creates a space.
  public init(dimensions: [Dimension]) {
    self.dimensions = dimensions
  }

  /// The number of candidates.
  public var count: Int { dimensions.reduce(1) { $0 * $1.values.count } }

  /// Returns candidate `index` of 0..<`count`, in mixed-radix order.
  public func candidate(at index: Int) -> Candidate {
    var rest = index
    var assignments: [Assignment] = []
    for dimension in dimensions.reversed() {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: dimension.values.count)
      assignments.append(Assignment(key: dimension.key, value: dimension.values[remainder]))
      rest = quotient
    }
    return Candidate(assignments: assignments.reversed())
  }
}
