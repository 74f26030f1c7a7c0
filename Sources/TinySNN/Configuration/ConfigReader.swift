/// Collects the errors of one configuration.
final class ConfigDiagnostics {
  /// The name of the text that `ConfigOrigin.text` refers to.
  let file: String?
  /// What was found so far.
  var errors: [ConfigurationError] = []

  /// Creates an empty collection.
  init(file: String?) {
    self.file = file
  }

  /// Adds an error.
  func report(_ message: String, at origin: ConfigOrigin, path: String) {
    errors.append(ConfigurationError(origin, file: file, path: path, message: message))
  }
}

/// A cursor over one mapping: values are taken out key by key, and what is left over is an error.
///
/// Reading never throws. A wrong value is reported and replaced by a legal one, so that one pass finds
/// all errors; the result counts only if the diagnostics stayed empty.
final class ConfigReader {
  /// Where errors go.
  let diagnostics: ConfigDiagnostics
  /// Where the mapping comes from.
  let origin: ConfigOrigin
  private let entries: [ConfigEntry]
  private var taken: [Bool]
  private var known: [String] = []
  /// Whether the node is no mapping, which has been reported; what it lacks is no further error.
  let isMalformed: Bool
  private let parent: ConfigReader?
  private let name: String

  /// Creates a cursor over `node`, which is a mapping or nothing.
  convenience init(_ node: ConfigNode, diagnostics: ConfigDiagnostics) {
    self.init(node, name: "", parent: nil, diagnostics: diagnostics, origin: node.origin)
  }

  /// Creates a cursor over `node`, found as `name` below `parent`; nil is an empty mapping.
  convenience init(_ node: ConfigNode?, name: String, parent: ConfigReader) {
    self.init(
      node,
      name: name,
      parent: parent,
      diagnostics: parent.diagnostics,
      origin: node?.origin ?? parent.origin
    )
  }

  private init(
    _ node: ConfigNode?,
    name: String,
    parent: ConfigReader?,
    diagnostics: ConfigDiagnostics,
    origin: ConfigOrigin
  ) {
    (self.name, self.parent, self.diagnostics, self.origin) = (name, parent, diagnostics, origin)
    switch node?.content {
    case .mapping(let entries)?:
      (self.entries, isMalformed) = (entries, false)
    case nil:
      (entries, isMalformed) = ([], parent?.isMalformed ?? false)
    case .null?:
      (entries, isMalformed) = ([], false)
    case .scalar?, .sequence?:
      (entries, isMalformed) = ([], true)
    }
    taken = Array(repeating: false, count: entries.count)
    known.reserveCapacity(8)
    guard isMalformed, let node else { return }
    let place = path.isEmpty ? "" : " at " + path
    diagnostics.report(
      "expected a mapping\(place), found \(node.summary)",
      at: node.origin,
      path: path
    )
  }

  /// The dotted path of the mapping; empty at the top level.
  var path: String { parent?.path(name) ?? "" }

  /// Returns the dotted path of `key` in this mapping.
  func path(_ key: String) -> String {
    let path = path
    return path.isEmpty ? key : path + "." + key
  }

  /// The keys that the text gives, in its order.
  var keys: [String] { entries.map(\.key) }

  /// Whether the text gives `key`.
  func contains(_ key: String) -> Bool { entries.contains { $0.key == key } }

  /// Returns the value of `key` without counting it as read.
  func peek(_ key: String) -> ConfigNode? { entries.first { $0.key == key }?.value }

  /// Returns the entry of `key` and counts it as read.
  func takeEntry(_ key: String) -> ConfigEntry? {
    known.append(key)
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
    taken[index] = true
    return entries[index]
  }

  /// Returns the value of `key` and counts it as read.
  func take(_ key: String) -> ConfigNode? { takeEntry(key)?.value }

  /// Returns a cursor over the mapping under `key`, empty if the text lacks it.
  func section(_ key: String) -> ConfigReader {
    ConfigReader(take(key), name: key, parent: self)
  }

  /// Returns the list under `key`, or nil if the text lacks it.
  func list(_ key: String) -> [ConfigNode]? {
    guard let node = take(key) else { return nil }
    switch node.content {
    case .sequence(let elements): return elements
    case .null: return []
    case .scalar, .mapping:
      report("expected a list at \(path(key)), found \(node.summary)", at: node.origin, key: key)
      return nil
    }
  }

  /// Reports an error about `key`.
  func report(_ message: String, at origin: ConfigOrigin, key: String) {
    diagnostics.report(message, at: origin, path: path(key))
  }

  /// Drops keys that a resolved experiment wrote for another `kind` than the one assigned to it.
  func dropGenerated(_ keys: [String]) {
    for (index, entry) in entries.enumerated()
    where !taken[index] && entry.origin == .generated && keys.contains(entry.key) {
      taken[index] = true
    }
  }

  /// Reports every key that nobody has read.
  func finish() {
    guard taken.contains(false) else { return }
    for (index, entry) in entries.enumerated() where !taken[index] {
      let place = path.isEmpty ? "" : " at \(path)"
      let hint =
        if let nearest = nearestName(to: entry.key, in: known) {
          "; did you mean '\(nearest)'?"
        } else {
          known.isEmpty ? "" : "; known keys: \(known.joined(separator: ", "))"
        }
      report("unknown key '\(entry.key)'\(place)\(hint)", at: entry.origin, key: entry.key)
    }
  }
}
