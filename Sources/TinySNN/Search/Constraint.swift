/// An upper bound on one cost, written `ram_bytes <= 2048`.
public struct Constraint: Hashable, Sendable {
  /// What is bounded.
  public var metric: Metric
  /// The largest legal value.
  public var bound: Double

  /// Creates a constraint.
  public init(_ metric: Metric, atMost bound: Double) {
    self.metric = metric
    self.bound = bound
  }

  /// Reads `<metric> <= <number>`; blanks do not matter, `KiB` behind a number of bytes is 1024.
  ///
  /// - Throws: `ConstraintSyntaxError` that says what was expected.
  public init(parsing text: String) throws {
    guard let sign = text.firstRange(of: "<=") else {
      throw ConstraintSyntaxError(text: text, expected: "<metric> <= <number>")
    }
    let name = String(text[..<sign.lowerBound].filter { !$0.isWhitespace })
    guard let metric = Metric(rawValue: name) else {
      let known = Metric.allCases.map(\.rawValue).joined(separator: ", ")
      throw ConstraintSyntaxError(text: text, expected: "one of \(known) before <=")
    }
    var number = String(text[sign.upperBound...].filter { !$0.isWhitespace && $0 != "_" })
    var unit = 1.0
    if metric.isBytes, number.hasSuffix("KiB") {
      number.removeLast(3)
      unit = 1024
    }
    guard let bound = Double(number).map({ $0 * unit }), bound.isFinite, bound >= 0 else {
      throw ConstraintSyntaxError(
        text: text,
        expected: "a number of at least 0 after <="
          + (metric.isBytes ? ", with or without KiB" : "")
      )
    }
    self.init(metric, atMost: bound)
  }

  /// Whether the evaluated candidate keeps the bound.
  public func isMet(by evaluation: Evaluation) -> Bool {
    metric.value(of: evaluation) <= bound
  }

  /// Returns by which part of the bound the candidate exceeds it; 0 if it keeps the bound.
  public func violation(of evaluation: Evaluation) -> Double {
    max(0, metric.value(of: evaluation) - bound) / max(bound, 1)
  }
}

extension Constraint: CustomStringConvertible {
  /// The spelling that `init(parsing:)` reads.
  public var description: String {
    let whole = Int(exactly: bound).map(String.init)
    return "\(metric.rawValue) <= \(whole ?? String(bound))"
  }
}

extension Constraint: Codable {
  /// Decodes the spelling `ram_bytes <= 2048`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    do {
      try self.init(parsing: container.decode(String.self))
    } catch let error as ConstraintSyntaxError {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Encodes the spelling `ram_bytes <= 2048`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// Thrown for a constraint that cannot be read.
public struct ConstraintSyntaxError: Error, Hashable, CustomStringConvertible {
  /// The text as given.
  public var text: String
  /// What would have been legal.
  public var expected: String

  /// One sentence for the user.
  public var description: String { "constraint '\(text)': expected \(expected)" }
}
