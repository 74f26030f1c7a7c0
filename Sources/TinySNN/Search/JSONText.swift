/// Writes the scalars of JSON.
enum JSONText {
  /// Returns `text` in quotes, with what JSON forbids escaped.
  static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }
    if isPlain { return "\"\(text)\"" }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Returns a configuration value as a JSON scalar; doubles keep a fraction or an exponent.
  static func scalar(_ value: ConfigValue) -> String {
    switch value {
    case .int(let number): String(number)
    case .double(let number): number.isFinite ? String(number) : quoted(String(number))
    case .bool(let flag): flag ? "true" : "false"
    case .string(let text): quoted(text)
    }
  }
}
