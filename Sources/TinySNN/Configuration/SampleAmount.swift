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

extension SampleAmount {
  /// The canonical spelling.
  var node: ConfigNode {
    switch self {
    case .fraction(let part): .double(part)
    case .count(let count): .int(count)
    }
  }
}

extension ConfigReader {
  /// Returns the number of samples under `key`.
  func amount(_ key: String, default fallback: SampleAmount) -> SampleAmount {
    guard let node = take(key) else { return fallback }
    if case .scalar(.int(let count)) = node.content, count >= 1 { return .count(count) }
    if case .scalar(.double(let part)) = node.content, NumberRange.fraction.contains(part) {
      return .fraction(part)
    }
    return wrong(node, key, "a fraction between 0 and 1 or a number of samples", fallback)
  }
}
