import CodeGeneration

/// What is exported, and under which name.
public struct ExportPlan: Codable, Hashable, Sendable {
  /// The prefix of every C name and of the file names; `CIdentifier` accepts it.
  public var name: String
  /// The forms of the export; the header files are written whatever they are.
  public var packages: [ExportPackage]

  /// Creates a plan.
  public init(name: String, packages: [ExportPackage]) {
    self.name = name
    self.packages = packages
  }
}

extension ExportPlan {
  init(_ reader: ConfigReader, experimentName: String) {
    name = ExportPlan.name(reader) ?? ExportPlan.name(forExperiment: experimentName)
    let list = ConfigReader(nil, name: "packages", parent: reader)
    var packages: [ExportPackage] = []
    for (index, node) in (reader.list("packages") ?? [.string("header")]).enumerated() {
      let package: ExportPackage = list.word(node, "\(index)", default: .header)
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

  /// Reads `name`; nil if the text lacks it, or if it is wrong, which is reported then.
  private static func name(_ reader: ConfigReader) -> String? {
    guard let node = reader.take("name") else { return nil }
    let expected = "a C identifier of at most \(CIdentifier.maximumLength) characters"
    guard case .scalar(.string(let text)) = node.content else {
      return reader.wrong(node, "name", expected, nil)
    }
    do { return try CIdentifier(text).text } catch {
      reader.report(
        "expected \(expected) at \(reader.path("name")): \(error)",
        at: node.origin,
        key: "name"
      )
      return nil
    }
  }

  /// Returns the name of an export that has none: the experiment's, as far as C allows it, and `_snn`.
  private static func name(forExperiment name: String) -> String {
    let suffix = "_snn"
    let words = name.utf8.split { !$0.isWordByte || $0 == UInt8(ascii: "_") }
      .map { String(Substring($0)) }
    let stem = words.joined(separator: "_").drop { $0.isNumber || $0 == "_" }
    var short = stem.prefix(CIdentifier.maximumLength - suffix.count)
    while short.hasSuffix("_") { short.removeLast() }
    return (try? CIdentifier(short + suffix).text) ?? "model" + suffix
  }
}
