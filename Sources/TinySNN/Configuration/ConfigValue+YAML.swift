extension ConfigValue {
  /// Creates the value of a plain (unquoted) YAML scalar by the YAML 1.2 core rules; nil for null.
  ///
  /// Only `true` and `false` are truth values and numbers are decimal: `yes`, `0x10` and `.inf` are text.
  init?(plainScalar text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": return nil
    case "true", "True", "TRUE": self = .bool(true)
    case "false", "False", "FALSE": self = .bool(false)
    default: self = ConfigValue.number(text) ?? .string(text)
    }
  }

  /// Returns the decimal number spelled by `text`, or nil.
  private static func number(_ text: String) -> ConfigValue? {
    let bytes = text.utf8
    guard let first = bytes.first, "+-.0123456789".utf8.contains(first),
      bytes.allSatisfy({ "+-.0123456789eE".utf8.contains($0) })
    else { return nil }
    if let value = Int(text) { return .int(value) }
    if let value = Double(text), value.isFinite { return .double(value) }
    return nil
  }

  /// The value with a whole `double` turned into an `int`, as a JSON round trip would.
  var normalized: ConfigValue {
    if case .double(let value) = self, let whole = Int(exactly: value) { return .int(whole) }
    return self
  }

  /// The YAML spelling, quoted where plain text would read back as something else.
  var yaml: String {
    guard case .string(let text) = self else { return description }
    let isPlain =
      ConfigValue(plainScalar: text) == .string(text)
      && text.utf8.allSatisfy { $0.isWordByte || " .-<=".utf8.contains($0) }
      && text.utf8.first?.isWordByte == true && text.utf8.last?.isWordByte == true
    if isPlain { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension UInt8 {
  /// Whether the byte is an ASCII letter, digit or underscore.
  var isWordByte: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
