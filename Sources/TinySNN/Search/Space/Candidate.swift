/// One point of a search space: the values of the searched keys, everything else as in the experiment.
public struct Candidate: Codable, Hashable, Sendable {
  /// The searched keys and their values, in the order of the space's dimensions.
  public var assignments: [Assignment]

  /// Creates a candidate.
  public init(assignments: [Assignment]) {
    self.assignments = assignments
  }
}

/// One configuration key with the value that a candidate gives it.
public struct Assignment: Codable, Hashable, Sendable {
  /// The dotted key, for example `quantize.weights.bits`.
  public var key: String
  /// The value.
  public var value: ConfigValue

  /// Creates an assignment.
  public init(key: String, value: ConfigValue) {
    self.key = key
    self.value = value
  }
}
