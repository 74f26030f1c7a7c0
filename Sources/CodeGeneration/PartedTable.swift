/// A byte table that avr-gcc takes whatever its length.
///
/// That compiler refuses objects of more than 32,767 bytes ("size of array is too large"), whatever the
/// memory that they live in. A longer table hence stands there in several arrays, and elsewhere in one. The
/// arrays follow each other without a gap: their order is the order of the text, they have one section of
/// their own, and their lengths are multiples of any alignment in use. So the table has one linear
/// address on every target, and the runtime knows nothing of its parts.
struct PartedTable {
  /// The most bytes of one object.
  static let limit = 32_767
  /// The bytes of a part of a table that has parts.
  static let partBytes = 16_384

  let name: String
  /// The macros in front of the type.
  let attributes: [String]
  /// The macro that gives the parts of a table their section.
  let part: String
  let bytes: Int
  private var inPart = 0
  private var parts = 1

  /// Describes a table of `bytes` bytes.
  init(_ name: String, attributes: [String], part: String, bytes: Int) {
    self.name = name
    self.attributes = attributes
    self.part = part
    self.bytes = bytes
  }

  /// Whether the table has parts on AVR.
  var isParted: Bool { PartedTable.isParted(bytes) }

  /// Whether a table of `bytes` bytes has parts on AVR.
  static func isParted(_ bytes: Int) -> Bool { bytes > limit }

  /// Writes the line before the first entry.
  mutating func open(_ writer: inout CWriter) {
    writer.line(definition(name))
  }

  /// Begins another part on AVR if the next `count` bytes do not fit this one.
  mutating func add(_ count: Int, _ writer: inout CWriter) {
    if isParted, inPart + count > PartedTable.partBytes {
      writer.line("#if defined(__AVR__)\n};\n\(definition("\(name)_part\(parts)"))\n#endif")
      parts += 1
      inPart = 0
    }
    inPart += count
  }

  /// Writes the line behind the last entry.
  mutating func close(_ writer: inout CWriter) {
    writer.line("};")
  }

  private func definition(_ name: String) -> String {
    let words = ["static"] + attributes + (isParted ? ["\(part)(\(self.name))"] : [])
    return "\(words.joined(separator: " ")) uint8_t \(name)[] = {"
  }
}
