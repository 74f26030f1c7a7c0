/// What is exported, and under which name.
public struct ExportPlan: Codable, Hashable, Sendable {
  /// The prefix of every C name and of the file names; a C identifier.
  public var name: String
  /// The forms of the export.
  public var packages: [Package]

  /// Creates a plan.
  public init(name: String, packages: [Package]) {
    self.name = name
    self.packages = packages
  }

  /// A form of the export.
  public enum Package: String, Codable, CaseIterable, Hashable, Sendable {
    /// Headers with a self-test.
    case header
  }
}

extension ExportPlan {
  init(_ reader: ConfigReader, experimentName: String) {
    name = reader.string(
      "name",
      expected: "a C identifier of at most 40 letters, digits and underscores",
      default: ExportPlan.identifier(experimentName),
      where: ExportPlan.isIdentifier
    )
    let list = ConfigReader(nil, name: "packages", parent: reader)
    var packages: [Package] = []
    for (index, node) in (reader.list("packages") ?? [.string("header")]).enumerated() {
      let package: Package = list.word(node, "\(index)", default: .header)
      if !packages.contains(package) { packages.append(package) }
    }
    self.packages = packages
    reader.finish()
  }

  /// The canonical spelling.
  var node: ConfigNode {
    .map([
      ("name", .string(name)), ("packages", .list(packages.map { .string($0.rawValue) })),
    ])
  }

  /// Whether `text` can prefix C and C++ names: short, not a keyword, not reserved.
  static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.utf8.first, first.isWordByte, text.utf8.count <= 40 else { return false }
    return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) && first != UInt8(ascii: "_")
      && text.utf8.allSatisfy(\.isWordByte) && !keywords.contains(text)
  }

  /// Returns the identifier that stands for `name` if none is given.
  private static func identifier(_ name: String) -> String {
    let word = String(
      name.unicodeScalars.map { scalar in
        scalar.isASCII && UInt8(ascii: scalar).isWordByte ? Character(scalar) : "_"
      }
    )
    let candidate = String(word.drop { $0 == "_" || $0.isNumber }.prefix(36)) + "_snn"
    return isIdentifier(candidate) ? candidate : "model_snn"
  }

  private static let keywords: Set<String> = [
    "alignas", "alignof", "and", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch",
    "char", "class", "compl", "const", "constexpr", "continue", "decltype", "default", "delete",
    "do", "double", "else", "enum", "explicit", "export", "extern", "false", "float", "for",
    "friend", "goto", "if", "inline", "int", "long", "main", "mutable", "namespace", "new",
    "noexcept", "not", "nullptr", "operator", "or", "private", "protected", "public", "register",
    "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch", "template",
    "this", "throw", "true", "try", "typedef", "typeid", "typename", "union", "unsigned", "using",
    "virtual", "void", "volatile", "while", "xor",
  ]
}
