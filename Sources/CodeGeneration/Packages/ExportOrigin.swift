/// Where an export comes from.
///
/// Nothing here is a time or a machine: the same model gives the same bytes.
public struct ExportOrigin: Hashable, Sendable {
  /// The version of the tool; packages have it as theirs.
  public var version: String
  /// The hash of the resolved configuration, nil if the network has none.
  public var configHash: String?
  /// The hash of the integer network, nil if nobody took it.
  public var modelHash: String?
  /// Lines for the head of every generated file.
  public var lines: [String]

  /// Creates an origin.
  public init(
    version: String = "0.0.0",
    configHash: String? = nil,
    modelHash: String? = nil,
    lines: [String] = []
  ) {
    self.version = version
    self.configHash = configHash
    self.modelHash = modelHash
    // A comment must not end early, nor a line begin a directive.
    self.lines = lines.flatMap { $0.split(whereSeparator: \.isNewline) }
      .map { String($0).replacing("*/", with: "* /") }
  }

  /// The version as the three numbers that package managers compare, without what follows them.
  var release: String {
    let core = version.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let numbers = core.split(separator: ".").prefix(3).map { Int($0).map(String.init) ?? "0" }
    return (numbers + ["0", "0", "0"]).prefix(3).joined(separator: ".")
  }

  /// The macros that say so to a program: suffix and value.
  var macros: [(suffix: String, value: String)] {
    let hashes = [("CONFIG_HASH", configHash), ("MODEL_HASH", modelHash)]
    let known = hashes.compactMap { suffix, hash in hash.map { (suffix, "\"\($0)\"") } }
    return known.isEmpty ? [] : [("TOOL_VERSION", "\"\(version)\"")] + known
  }
}
