/// Collects lines of C.
struct CWriter {
  private(set) var lines: [String] = []

  /// Everything written so far, ending with a line feed.
  var text: String { lines.joined(separator: "\n") + "\n" }

  /// Writes `line` as it is; it may hold several lines.
  mutating func line(_ line: String = "") {
    lines.append(line)
  }

  /// Writes the rule that opens a part of a file.
  mutating func section(_ title: String) {
    let start = "/* ---- \(title) "
    line()
    line(start + String(repeating: "-", count: max(4, 96 - start.count)) + " */")
    line()
  }

  /// Writes macros with their values in one column.
  mutating func macros(_ definitions: [(name: String, value: String)]) {
    let width = definitions.map(\.name.count).max() ?? 0
    for (name, value) in definitions {
      let gap = String(repeating: " ", count: width - name.count + 1)
      line("#define \(name)\(gap)\(value)")
    }
  }

  /// Writes a byte table, 16 entries a line.
  ///
  /// - Parameters:
  ///   - name: The name of the array.
  ///   - attributes: The macros in front of its type.
  ///   - part: The macro that gives the parts of a long table their section.
  ///   - bytes: The entries.
  mutating func table(_ name: String, attributes: [String], part: String, _ bytes: [UInt8]) {
    var table = PartedTable(name, attributes: attributes, part: part, bytes: bytes.count)
    table.open(&self)
    for start in stride(from: 0, to: bytes.count, by: 16) {
      let row = bytes[start..<min(start + 16, bytes.count)].map { String(format: $0) + "," }
      table.add(row.count, &self)
      line("    " + row.joined(separator: " "))
    }
    table.close(&self)
  }

  /// Writes `text` as a comment, one line of C per line of text.
  mutating func comment(_ text: [String]) {
    guard text.count > 1 else {
      line("/* \(text.first ?? "") */")
      return
    }
    for (index, part) in text.enumerated() {
      let start = index == 0 ? "/* " : " * "
      let end = index == text.count - 1 ? " */" : ""
      line(part.isEmpty && end.isEmpty ? " *" : start + part + end)
    }
  }
}

extension String {
  /// The byte as C writes it: 0x and two digits.
  fileprivate init(format byte: UInt8) {
    let digits = String(byte, radix: 16, uppercase: true)
    self = digits.count == 1 ? "0x0\(digits)" : "0x\(digits)"
  }

  /// The word as C writes it: 0x and eight digits.
  init(word: UInt32) {
    let digits = String(word, radix: 16, uppercase: true)
    self = "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
