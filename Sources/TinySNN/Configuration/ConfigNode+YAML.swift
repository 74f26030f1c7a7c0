import Yams

extension ConfigNode {
  /// Parses a YAML text into a tree; an empty text is an empty mapping.
  ///
  /// Syntax errors, duplicate keys, aliases and non-text keys throw a `ConfigurationError`.
  static func parse(_ text: String, file: String) throws(ConfigurationError) -> ConfigNode {
    let root: Node?
    do {
      root = try Parser(yaml: text, encoding: .utf8).singleRoot()
    } catch {
      throw ConfigurationError(yamlError: error, file: file)
    }
    guard let root else { return ConfigNode(.mapping([]), at: .text(line: 1, column: 1)) }
    var remaining = maximumNodeCount
    return try convert(root, file: file, remaining: &remaining)
  }

  /// The bound on nodes, which keeps nested aliases from growing without limit.
  private static var maximumNodeCount: Int { 100_000 }

  private static func convert(
    _ node: Node,
    file: String,
    remaining: inout Int
  ) throws(ConfigurationError) -> ConfigNode {
    let origin = ConfigOrigin(node.mark)
    remaining -= 1
    guard remaining > 0 else {
      throw ConfigurationError(origin, file: file, path: "", message: "too many values")
    }
    switch node {
    case .scalar(let scalar):
      guard scalar.style == .any || scalar.style == .plain else {
        return ConfigNode(.scalar(.string(scalar.string)), at: origin)
      }
      let value = ConfigValue(plainScalar: scalar.string)
      return ConfigNode(value.map(Content.scalar) ?? .null, at: origin)
    case .sequence(let sequence):
      var elements: [ConfigNode] = []
      for element in sequence {
        elements.append(try convert(element, file: file, remaining: &remaining))
      }
      return ConfigNode(.sequence(elements), at: origin)
    case .mapping(let mapping):
      var entries: [ConfigEntry] = []
      for (key, value) in mapping {
        let keyOrigin = ConfigOrigin(key.mark)
        guard case .scalar(let scalar) = key else {
          throw ConfigurationError(keyOrigin, file: file, path: "", message: "expected a plain key")
        }
        guard !entries.contains(where: { $0.key == scalar.string }) else {
          throw ConfigurationError(
            keyOrigin,
            file: file,
            path: "",
            message: "duplicate key '\(scalar.string)'"
          )
        }
        let converted = try convert(value, file: file, remaining: &remaining)
        entries.append(ConfigEntry(key: scalar.string, origin: keyOrigin, value: converted))
      }
      return ConfigNode(.mapping(entries), at: origin)
    case .alias:
      throw ConfigurationError(origin, file: file, path: "", message: "aliases are not supported")
    }
  }
}

extension ConfigOrigin {
  /// Creates the origin of a YAML mark.
  init(_ mark: Mark?) {
    self = mark.map { .text(line: $0.line, column: $0.column) } ?? .generated
  }
}

extension ConfigurationError {
  /// Creates an error at `origin`; `file` names the text.
  init(_ origin: ConfigOrigin, file: String?, path: String, message: String) {
    switch origin {
    case .generated:
      self.init(file: nil, line: nil, column: nil, path: path, message: message)
    case .text(let line, let column):
      self.init(file: file, line: line, column: column, path: path, message: message)
    case .assignment(let label):
      self.init(file: label, line: nil, column: nil, path: path, message: message)
    }
  }

  /// Creates the error of a text that is not YAML.
  fileprivate init(yamlError: any Error, file: String) {
    func make(_ mark: Mark?, _ message: String) -> ConfigurationError {
      ConfigurationError(
        file: file,
        line: mark?.line,
        column: mark?.column,
        path: "",
        message: message
      )
    }
    switch yamlError as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self = make(mark, "not valid YAML: \(problem)")
    case .duplicatedKeysInMapping(let keys, let context):
      let names = keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
      self = make(context.mark, "duplicate key \(names)")
    case .reader(let problem, _, _, _):
      self = make(nil, "not valid YAML: \(problem)")
    default:
      self = make(nil, "not valid YAML: \(yamlError)")
    }
  }
}
