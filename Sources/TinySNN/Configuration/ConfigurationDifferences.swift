/// The keys in which two canonical configurations differ.
struct ConfigurationDifferences {
  /// A key, and its values on both sides; nil where it is not there.
  struct Difference: Equatable {
    var key: String
    var recorded: String?
    var expected: String?
  }

  /// The differences in the order of the keys.
  let differences: [Difference]

  /// Compares a configuration that was recorded with the one that is asked for.
  ///
  /// - Parameters:
  ///   - recorded: Its canonical text; a text that cannot be read has no keys.
  ///   - expected: The canonical text of what is asked for.
  init(of recorded: String, from expected: String) {
    let (old, new) = (Self.leaves(of: recorded), Self.leaves(of: expected))
    let known = Dictionary(old) { first, _ in first }
    let wanted = Dictionary(new) { first, _ in first }
    let keys = new.map(\.key) + old.map(\.key).filter { wanted[$0] == nil }
    differences = keys.filter { known[$0] != wanted[$0] }
      .map { Difference(key: $0, recorded: known[$0], expected: wanted[$0]) }
  }

  /// The first differences in words.
  var text: String {
    let shown = differences.prefix(3).map { difference in
      let there = difference.recorded ?? "absent"
      return "\(difference.key) is \(there) there and \(difference.expected ?? "absent") here"
    }
    let rest = differences.count - shown.count
    return (shown + (rest > 0 ? ["and \(rest) more"] : [])).joined(separator: ", ")
  }

  /// The keys with a value, dotted as `--set` spells them.
  private static func leaves(of text: String) -> [(key: String, value: String)] {
    guard let tree = try? ConfigNode.parse(text, file: "recorded") else { return [] }
    return leaves(of: tree, at: "")
  }

  private static func leaves(of node: ConfigNode, at key: String) -> [(key: String, value: String)]
  {
    func below(_ step: String) -> String { key.isEmpty ? step : "\(key).\(step)" }
    switch node.content {
    case .null: return [(key, "none")]
    case .scalar(let value): return [(key, value.description)]
    case .mapping(let entries): return entries.flatMap { leaves(of: $0.value, at: below($0.key)) }
    case .sequence(let elements):
      return elements.enumerated().flatMap { leaves(of: $1, at: below("\($0)")) }
    }
  }
}
