/// The candidates of a search: every combination of finite lists of values.
public struct SearchSpace: Codable, Hashable, Sendable {
  /// The searched keys with their values.
  public var dimensions: [Dimension]

  /// One searched key.
  public struct Dimension: Codable, Hashable, Sendable {
    /// The dotted key, for example `quantize.weights.bits`.
    public var key: String
    /// The values that it takes; distinct, at least one.
    public var values: [ConfigValue]

    /// Creates a dimension.
    public init(key: String, values: [ConfigValue]) {
      self.key = key
      self.values = values
    }
  }

  /// Creates a space; a configuration verifies each key and value.
  public init(dimensions: [Dimension]) {
    self.dimensions = dimensions
  }

  /// The number of candidates, or nil beyond the range of `Int`; 1 without dimensions.
  public var exactCount: Int? {
    var count = 1
    for dimension in dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension.values.count)
      guard !overflow else { return nil }
      count = product
    }
    return count
  }

  /// The number of candidates; `Int.max` beyond its range, which a configuration refuses.
  public var count: Int { exactCount ?? .max }

  /// Returns candidate `index`; the last dimension varies fastest.
  ///
  /// - Parameter index: Range 0..<count.
  public func candidate(at index: Int) -> Candidate {
    precondition((0..<count).contains(index), "candidate \(index) is outside 0..<\(count)")
    var remaining = index
    var assignments: [Assignment] = []
    assignments.reserveCapacity(dimensions.count)
    for dimension in dimensions.reversed() {
      let (quotient, digit) = remaining.quotientAndRemainder(dividingBy: dimension.values.count)
      assignments.append(Assignment(key: dimension.key, value: dimension.values[digit]))
      remaining = quotient
    }
    assignments.reverse()
    return Candidate(assignments: assignments)
  }
}
