extension ConfigNode {
  /// Sets the node at a dotted path, creating mappings on the way.
  ///
  /// A number indexes a list; the index after the last appends. `keyOrigin` is where a created key is
  /// said to come from.
  /// - Throws: A `ConfigurationError` at `keyOrigin` if the path leads through a scalar or past a list.
  mutating func set(
    _ steps: [String],
    to node: ConfigNode,
    keyOrigin: ConfigOrigin,
    file: String?,
    depth: Int = 0
  ) throws(ConfigurationError) {
    guard depth < steps.count else {
      self = node
      return
    }
    let step = steps[depth]
    func failure(_ message: (_ place: String) -> String) -> ConfigurationError {
      ConfigurationError(
        keyOrigin,
        file: file,
        path: steps[...depth].joined(separator: "."),
        message: message(steps[..<depth].joined(separator: "."))
      )
    }
    if case .null = content {
      content = step == "0" ? .sequence([]) : .mapping([])
    }
    switch content {
    case .mapping(var entries):
      content = .null  // keeps the storage unshared while it changes
      let index: Int
      if let found = entries.firstIndex(where: { $0.key == step }) {
        index = found
      } else {
        index = entries.count
        entries.append(
          ConfigEntry(
            key: step,
            origin: keyOrigin,
            value: ConfigNode(.null, at: keyOrigin)
          )
        )
      }
      try entries[index].value.set(
        steps,
        to: node,
        keyOrigin: keyOrigin,
        file: file,
        depth: depth + 1
      )
      content = .mapping(entries)
    case .sequence(var elements):
      guard let index = Int(step), (0...elements.count).contains(index) else {
        throw failure { "no element '\(step)' at \($0), which has \(elements.count)" }
      }
      content = .null
      if index == elements.count { elements.append(ConfigNode(.null, at: keyOrigin)) }
      try elements[index].set(
        steps,
        to: node,
        keyOrigin: keyOrigin,
        file: file,
        depth: depth + 1
      )
      content = .sequence(elements)
    case .scalar, .null:
      let found = summary
      throw failure { "no key '\(step)' at \($0), which is \(found)" }
    }
  }

  /// Takes the entry of `key` out of a mapping; nil if there is none.
  mutating func remove(_ key: String) -> ConfigEntry? {
    guard case .mapping(var entries) = content,
      let index = entries.firstIndex(where: { $0.key == key })
    else { return nil }
    let entry = entries.remove(at: index)
    content = .mapping(entries)
    return entry
  }

  /// Returns the tree with every node and key said to come from `origin`.
  func relocated(to origin: ConfigOrigin) -> ConfigNode {
    switch content {
    case .null, .scalar:
      ConfigNode(content, at: origin)
    case .sequence(let elements):
      ConfigNode(.sequence(elements.map { $0.relocated(to: origin) }), at: origin)
    case .mapping(let entries):
      ConfigNode(
        .mapping(
          entries.map {
            ConfigEntry(key: $0.key, origin: origin, value: $0.value.relocated(to: origin))
          }
        ),
        at: origin
      )
    }
  }
}
