import Foundation

/// JSON for people and tools: indented, sorted keys, ending with a line feed.
enum PrettyJSON {
  /// Returns the text of `value`.
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }
}
