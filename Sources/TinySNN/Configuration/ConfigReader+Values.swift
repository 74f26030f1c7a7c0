extension ConfigReader {
  /// Returns the whole number under `key`; without a default the key is required.
  func int(_ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil) -> Int {
    guard let node = take(key) else {
      return fallback ?? missing(key, expected(range), range.lowerBound)
    }
    guard case .scalar(let value) = node.content, let whole = value.wholeNumber,
      range.contains(whole)
    else { return wrong(node, key, expected(range), fallback ?? range.lowerBound) }
    return whole
  }

  /// Returns the number under `key`; without a default the key is required.
  func double(_ key: String, in range: NumberRange, default fallback: Double? = nil) -> Double {
    guard let node = take(key) else {
      return fallback ?? missing(key, "a number \(range)", range.upper)
    }
    guard case .scalar(let value) = node.content, let number = value.number, range.contains(number)
    else { return wrong(node, key, "a number \(range)", fallback ?? range.upper) }
    return number
  }

  /// Returns the truth value under `key`.
  func bool(_ key: String, default fallback: Bool) -> Bool {
    guard let node = take(key) else { return fallback }
    guard case .scalar(.bool(let value)) = node.content else {
      return wrong(node, key, "true or false", fallback)
    }
    return value
  }

  /// Returns the text under `key` if `isLegal` accepts it; `expected` says what that is.
  func string(
    _ key: String,
    expected: String,
    default fallback: String,
    where isLegal: (String) -> Bool
  ) -> String {
    guard let node = take(key) else { return fallback }
    guard case .scalar(.string(let text)) = node.content, isLegal(text) else {
      return wrong(node, key, expected, fallback)
    }
    return text
  }

  /// Returns the word under `key` as a case of `Word`; without a default the key is required.
  func word<Word: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    _ type: Word.Type = Word.self,
    default fallback: Word
  ) -> Word {
    guard let node = take(key) else { return fallback }
    return word(node, key, default: fallback)
  }

  /// Returns the word under `key`, which is required; `placeholder` stands in for a missing one.
  func word<Word: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    required placeholder: Word
  ) -> Word {
    guard let node = take(key) else { return missing(key, words(Word.self), placeholder) }
    return word(node, key, default: placeholder)
  }

  /// Returns `node` as a case of `Word`, or reports that it is none.
  func word<Word: RawRepresentable<String> & CaseIterable>(
    _ node: ConfigNode,
    _ key: String,
    default fallback: Word
  ) -> Word {
    guard case .scalar(.string(let text)) = node.content, let word = Word(rawValue: text) else {
      return wrong(node, key, words(Word.self), fallback)
    }
    return word
  }

  /// Returns the names of layers under `key`; nil for none, which means all.
  func layerNames(_ key: String) -> [String]? {
    let names = (list(key) ?? []).enumerated().compactMap { index, node -> String? in
      guard case .scalar(.string(let name)) = node.content else {
        return wrong(node, "\(key).\(index)", "the name of a layer", nil)
      }
      return name
    }
    return names.isEmpty ? nil : names
  }

  /// Reports that `node` is not what `key` expects, and returns `substitute`.
  func wrong<Value>(
    _ node: ConfigNode,
    _ key: String,
    _ expected: String,
    _ substitute: Value
  ) -> Value {
    report("expected \(expected) at \(path(key)), found \(node.summary)", at: node.origin, key: key)
    return substitute
  }

  /// Reports that a required key is missing, and returns `substitute`.
  func missing<Value>(_ key: String, _ expected: String, _ substitute: Value) -> Value {
    guard !isMalformed else { return substitute }
    let place = path.isEmpty ? "" : " at \(path)"
    report("missing key '\(key)'\(place); expected \(expected)", at: origin, key: key)
    return substitute
  }

  private func expected(_ range: ClosedRange<Int>) -> String {
    "a whole number in \(range.lowerBound)...\(range.upperBound)"
  }

  private func words<Word: RawRepresentable<String> & CaseIterable>(_ type: Word.Type) -> String {
    type.allCases.map(\.rawValue).joined(separator: " | ")
  }
}

extension ConfigValue {
  /// The value as a whole number; `2.0` is one.
  var wholeNumber: Int? {
    switch self {
    case .int(let value): value
    case .double(let value): Int(exactly: value)
    case .bool, .string: nil
    }
  }

  /// The value as a number.
  var number: Double? {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    case .bool, .string: nil
    }
  }
}
