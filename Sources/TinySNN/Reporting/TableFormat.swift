/// How a command prints a table.
public enum TableFormat: String, Codable, CaseIterable, Hashable, Sendable {
  /// Aligned columns for people.
  case table
  /// An array of objects.
  case json
  /// Comma-separated values.
  case csv
}
