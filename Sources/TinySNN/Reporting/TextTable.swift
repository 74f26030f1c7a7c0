/// A table of text cells, rendered with aligned columns or as comma-separated values.
public struct TextTable: Hashable, Sendable {
  /// The heads of the columns.
  public var columns: [String]
  /// The rows, each with one cell for each column.
  public private(set) var rows: [[String]] = []

  /// Creates an empty table.
  public init(columns: [String]) {
    self.columns = columns
  }

  /// Adds a row.
  ///
  /// - Precondition: There is one cell for each column.
  public mutating func add(_ cells: [String]) {
    precondition(cells.count == columns.count)
    rows.append(cells)
  }

  /// Returns the table with aligned columns, numbers to the right; no line ends with a blank.
  public func text() -> String {
    let widths = columns.indices.map { column in
      rows.reduce(columns[column].count) { max($0, $1[column].count) }
    }
    let isNumeric = isNumeric
    let rule = widths.map { String(repeating: "-", count: $0) }
    return ([columns, rule] + rows).map { cells in
      var line = ""
      for (column, cell) in cells.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        line += (column == 0 ? "" : "  ") + (isNumeric[column] ? padding + cell : cell + padding)
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// Returns the table as RFC 4180 quotes it, with a plain line feed after each row.
  public func csv() -> String {
    ([columns] + rows).map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
  }

  /// Returns the table as Markdown, columns of numbers to the right.
  public func markdown() -> String {
    let rule = isNumeric.map { $0 ? "---:" : "---" }
    return ([columns, rule] + rows).map { cells in
      "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }.joined()
  }

  /// Whether all cells of each column are numbers, as far as they say anything.
  private var isNumeric: [Bool] {
    columns.indices.map { column in
      let cells = rows.map { $0[column] }.filter { !$0.isEmpty && $0 != "-" }
      return !cells.isEmpty && cells.allSatisfy(Self.looksLikeNumber)
    }
  }

  private static func quoted(_ cell: String) -> String {
    let needsQuotes = cell.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    guard needsQuotes else { return cell }
    return "\""
      + cell.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  /// Whether the cell is a number, perhaps with separators, a ratio or a percent sign.
  private static func looksLikeNumber(_ cell: String) -> Bool {
    cell.first.map { $0.isNumber || $0 == "-" || $0 == "+" } == true
      && cell.allSatisfy { $0.isNumber || ".,-+e% x".contains($0) }
  }
}
