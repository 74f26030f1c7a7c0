/// A node of the raw configuration tree, with the place that it comes from.
struct ConfigNode: Sendable {
  /// What the node holds.
  var content: Content
  /// Where the node comes from.
  var origin: ConfigOrigin

  /// The three kinds of YAML content, scalars already typed.
  enum Content: Sendable {
    /// `null`, `~` or nothing.
    case null
    /// A scalar.
    case scalar(ConfigValue)
    /// Keys with values, in the order of the text; keys are unique.
    case mapping([ConfigEntry])
    /// A list.
    case sequence([ConfigNode])
  }

  /// Creates a node.
  init(_ content: Content, at origin: ConfigOrigin = .generated) {
    self.content = content
    self.origin = origin
  }
}

/// A key with its value.
struct ConfigEntry: Sendable {
  /// The key.
  var key: String
  /// Where the key comes from.
  var origin: ConfigOrigin
  /// The value.
  var value: ConfigNode
}

/// Where a part of a configuration comes from.
enum ConfigOrigin: Hashable, Sendable {
  /// Written out by a resolved experiment.
  case generated
  /// Read from a text; both count from 1.
  case text(line: Int, column: Int)
  /// Assigned from outside a text: `--set KEY` or `candidate`.
  case assignment(String)
}

extension ConfigNode {
  /// Returns a scalar written by the program.
  static func scalar(_ value: ConfigValue) -> ConfigNode { ConfigNode(.scalar(value)) }

  /// Returns a whole number written by the program.
  static func int(_ value: Int) -> ConfigNode { .scalar(.int(value)) }

  /// Returns a number written by the program.
  static func double(_ value: Double) -> ConfigNode { .scalar(.double(value)) }

  /// Returns a truth value written by the program.
  static func bool(_ value: Bool) -> ConfigNode { .scalar(.bool(value)) }

  /// Returns a text written by the program.
  static func string(_ value: String) -> ConfigNode { .scalar(.string(value)) }

  /// Returns a list written by the program.
  static func list(_ elements: [ConfigNode]) -> ConfigNode { ConfigNode(.sequence(elements)) }

  /// Returns a mapping written by the program; the keys are unique.
  static func map(_ pairs: [(String, ConfigNode)]) -> ConfigNode {
    ConfigNode(.mapping(pairs.map { ConfigEntry(key: $0.0, origin: .generated, value: $0.1) }))
  }

  /// What an error message says about the node.
  var summary: String {
    switch content {
    case .null: "nothing"
    case .scalar(.string(let text)): "'\(text)'"
    case .scalar(let value): value.description
    case .mapping(let entries) where entries.count > 1: "a mapping with \(entries.count) keys"
    case .mapping: "a mapping"
    case .sequence: "a list"
    }
  }

  /// The value under `key` of a mapping; nil for other nodes.
  subscript(key: String) -> ConfigNode? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }
}
