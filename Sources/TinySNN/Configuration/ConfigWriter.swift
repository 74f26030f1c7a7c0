/// Writes a tree as YAML: short things on one line, everything else in blocks of two spaces.
struct ConfigWriter {
  /// The text so far.
  private(set) var text = ""
  private let width = 96

  /// Writes a mapping at the given indentation.
  mutating func write(_ entries: [ConfigEntry], indentation: Int) {
    let margin = String(repeating: " ", count: indentation)
    for entry in entries {
      write(entry.value, after: margin + ConfigWriter.key(entry.key) + ":", indentation)
    }
  }

  private mutating func write(_ node: ConfigNode, after lead: String, _ indentation: Int) {
    let line = lead + " " + ConfigWriter.inline(node)
    if (indentation > 0 || node.isPlain) && (line.count <= width || node.isPlain) {
      text += line + "\n"
      return
    }
    switch node.content {
    case .mapping(let entries) where !entries.isEmpty:
      text += lead + "\n"
      write(entries, indentation: indentation + 2)
    case .sequence(let elements) where !elements.isEmpty:
      text += lead + "\n"
      let margin = String(repeating: " ", count: indentation + 2)
      for element in elements {
        write(element: element, margin: margin)
      }
    case .mapping, .sequence, .scalar, .null:
      text += line + "\n"
    }
  }

  /// Writes a list element; a mapping with one key, such as a layer, needs no braces.
  private mutating func write(element node: ConfigNode, margin: String) {
    guard case .mapping(let entries) = node.content, let entry = entries.first, entries.count == 1
    else {
      text += margin + "- " + ConfigWriter.inline(node) + "\n"
      return
    }
    let lead = margin + "- " + ConfigWriter.key(entry.key) + ":"
    let line = lead + " " + ConfigWriter.inline(entry.value)
    if line.count > width, case .mapping(let nested) = entry.value.content {
      text += lead + "\n"
      write(nested, indentation: margin.count + 4)
    } else {
      text += line + "\n"
    }
  }

  private static func key(_ key: String) -> String { ConfigValue.string(key).yaml }

  private static func inline(_ node: ConfigNode) -> String {
    switch node.content {
    case .null: "null"
    case .scalar(let value): value.yaml
    case .sequence(let elements): "[" + elements.map(inline).joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{" + entries.map { key($0.key) + ": " + inline($0.value) }.joined(separator: ", ") + "}"
    }
  }
}

extension ConfigNode {
  /// Whether the node fits one line whatever its length.
  fileprivate var isPlain: Bool {
    switch content {
    case .null, .scalar: true
    case .mapping, .sequence: false
    }
  }
}
