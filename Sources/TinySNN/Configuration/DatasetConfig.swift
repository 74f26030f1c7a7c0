/// Which samples an experiment uses and how they are divided.
public struct DatasetConfig: Codable, Hashable, Sendable {
  /// The data set.
  public var kind: DatasetKind
  /// The samples held back for selection; a fraction counts all samples that are divided.
  public var validation: SampleAmount
  /// The samples held back for the final report, counted likewise; nil if the set has an official test part.
  public var test: SampleAmount?

  /// Creates a configuration.
  public init(kind: DatasetKind, validation: SampleAmount, test: SampleAmount?) {
    self.kind = kind
    self.validation = validation
    self.test = test
  }
}

/// A number of samples, absolute or as a part of all.
public enum SampleAmount: Codable, Hashable, Sendable {
  /// A part of the samples. Range 0..<1, ends excluded.
  case fraction(Double)
  /// This many samples; at least 1.
  case count(Int)

  /// Returns the number of samples out of `total`, rounded to the nearest.
  public func count(of total: Int) -> Int {
    switch self {
    case .fraction(let part): Int((part * Double(total)).rounded())
    case .count(let count): count
    }
  }
}

extension DatasetConfig {
  init(_ reader: ConfigReader) {
    kind = reader.word("kind", required: .digits)
    validation = reader.amount("validation", default: .fraction(0.2))
    // The others have an official test part: there, `test` is an unknown key.
    test = kind == .digits ? reader.amount("test", default: .fraction(0.2)) : nil
    if case .fraction(let first) = validation, case .fraction(let second)? = test,
      first + second >= 1
    {
      reader.diagnostics.report(
        "expected validation and test to leave samples for training at dataset, "
          + "found \(first) + \(second)",
        at: reader.origin,
        path: reader.path
      )
    }
  }

  /// The canonical spelling, without `augment`.
  var pairs: [(String, ConfigNode)] {
    var pairs = [("kind", ConfigNode.string(kind.rawValue)), ("validation", validation.node)]
    if let test { pairs.append(("test", test.node)) }
    return pairs
  }
}

extension SampleAmount {
  fileprivate var node: ConfigNode {
    switch self {
    case .fraction(let part): .double(part)
    case .count(let count): .int(count)
    }
  }
}

extension ConfigReader {
  fileprivate func amount(_ key: String, default fallback: SampleAmount) -> SampleAmount {
    guard let node = take(key) else { return fallback }
    if case .scalar(.int(let count)) = node.content, count >= 1 { return .count(count) }
    if case .scalar(.double(let part)) = node.content, NumberRange.fraction.contains(part) {
      return .fraction(part)
    }
    return wrong(node, key, "a fraction between 0 and 1 or a number of samples", fallback)
  }
}
