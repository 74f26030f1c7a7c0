/// Writes pieces of HTML; all text is escaped.
enum HTMLText {
  /// Returns `text` with the characters escaped that mean something in HTML, also inside quotes.
  static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Returns a table; columns whose cells are numbers are set to the right.
  static func table(_ columns: [String], _ rows: [[String]], marked: Int? = nil) -> String {
    let styles = columns.indices.map { column in
      let isNumeric = rows.allSatisfy { row in
        row[column].isEmpty || row[column] == "-" || row[column].first?.isNumber == true
      }
      return isNumeric ? " class=\"number\"" : ""
    }
    let head = zip(columns, styles).map { "<th\($1)>\(escaped($0))</th>" }.joined()
    let body = rows.enumerated().map { index, cells in
      let texts = zip(cells, styles).map { "<td\($1)>\(escaped($0))</td>" }
      return "<tr\(index == marked ? " class=\"winner\"" : "")>\(texts.joined())</tr>\n"
    }
    return "<div class=\"scroll\"><table>\n<thead><tr>\(head)</tr></thead>\n<tbody>\n"
      + body.joined() + "</tbody></table></div>\n"
  }

  /// Returns a section with a heading; `body` is HTML.
  static func section(_ heading: String, _ body: String) -> String {
    "<section>\n<h2>\(escaped(heading))</h2>\n\(body)</section>\n"
  }

  /// Returns a paragraph.
  static func paragraph(_ text: String, style: String? = nil) -> String {
    "<p\(style.map { " class=\"\($0)\"" } ?? "")>\(escaped(text))</p>\n"
  }
}
