/// A scalar of a configuration, as YAML, `--set` and search spaces spell it.
public enum ConfigValue: Hashable, Sendable {
  /// A whole number.
  case int(Int)
  /// A number with a fraction or exponent.
  case double(Double)
  /// `true` or `false`.
  case bool(Bool)
  /// Any other text.
  case string(String)
}

extension ConfigValue: CustomStringConvertible {
  /// The shortest spelling that YAML reads back as the same value.
  public var description: String {
    switch self {
    case .int(let value): "\(value)"
    case .double(let value): "\(value)"
    case .bool(let value): "\(value)"
    case .string(let value): value
    }
  }
}

extension ConfigValue: Codable {
  /// Decodes a JSON scalar.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .int(value)
    } else if let value = try? container.decode(Double.self) {
      self = .double(value)
    } else {
      self = .string(try container.decode(String.self))
    }
  }

  /// Encodes a JSON scalar.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .int(let value): try container.encode(value)
    case .double(let value): try container.encode(value)
    case .bool(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    }
  }
}
