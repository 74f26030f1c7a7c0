import Foundation

extension Experiment {
  /// Resolves a YAML text.
  ///
  /// - Parameters:
  ///   - text: The configuration.
  ///   - file: The name that errors give to the text.
  ///   - overrides: Assignments `KEY=VALUE` that replace what the text says: dotted keys, list elements by
  ///     number, values as YAML.
  ///   - folder: Where files that the text names are looked for, before the working directory.
  /// - Throws: All errors that one pass finds, or those of a configuration that the text names.
  public init(
    yaml text: String,
    file: String,
    overrides: [String] = [],
    folder: String = ""
  ) throws(ConfigurationErrors) {
    try self.init(
      yaml: text,
      file: file,
      overrides: overrides,
      files: SourceFiles(folder: folder)
    )
  }

  /// Resolves a YAML text whose sources are looked for among `files`.
  init(
    yaml text: String,
    file: String,
    overrides: [String],
    files: SourceFiles
  ) throws(ConfigurationErrors) {
    var tree: ConfigNode
    do { tree = try ConfigNode.parse(text, file: file, overrides: overrides) } catch {
      throw ConfigurationErrors([error])
    }
    try files.resolve(&tree, of: file)
    try self.init(resolving: tree, file: file)
  }

  /// Resolves the tree of the text `file`, whose sources are resolved, with its search space.
  init(resolving tree: ConfigNode, file: String) throws(ConfigurationErrors) {
    let diagnostics = ConfigDiagnostics(file: file)
    self.init(tree: tree, diagnostics: diagnostics)
    guard diagnostics.errors.isEmpty else { throw ConfigurationErrors(diagnostics.errors) }
    if let space = tree["search"]?["space"] {
      var reader = SearchSpaceReader(experiment: self, diagnostics: diagnostics)
      search.space = reader.read(space)
      if search.strategy.kind == .ascending, search.space.count > AscendingSearch.largestSpace {
        diagnostics.report(
          "expected at most \(AscendingSearch.largestSpace) candidates at search.space for the strategy "
            + "ascending, which sorts them all, found \(search.space.count)",
          at: space.origin,
          path: "search.space"
        )
      }
    }
    guard diagnostics.errors.isEmpty else { throw ConfigurationErrors(diagnostics.errors) }
  }

  /// Resolves a YAML file.
  ///
  /// - Throws: `MissingInput` if the file cannot be read, `ConfigurationErrors` if it is wrong.
  public init(contentsOfFile path: String, overrides: [String] = []) throws {
    try self.init(
      contentsOfFile: path,
      overrides: overrides,
      files: SourceFiles(besides: path)
    )
  }

  /// Resolves a YAML file whose sources are looked for among `files`.
  init(contentsOfFile path: String, overrides: [String], files: SourceFiles) throws {
    try self.init(yaml: Self.text(ofFile: path), file: path, overrides: overrides, files: files)
  }

  /// Returns the text of the configuration `path`.
  ///
  /// - Throws: `MissingInput` if the file cannot be read, `ConfigurationErrors` if it is no text.
  static func text(ofFile path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw MissingInput("cannot read the configuration \(path)")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      let error = ConfigurationError(
        file: path,
        line: nil,
        column: nil,
        path: "",
        message: "expected UTF-8 text"
      )
      throw ConfigurationErrors([error])
    }
    return text
  }

  /// Resolves the built-in experiment on the embedded digits.
  public static func builtIn(overrides: [String] = []) throws(ConfigurationErrors) -> Experiment {
    try Experiment(
      yaml: DefaultExperiment.yaml,
      file: "built-in configuration",
      overrides: overrides
    )
  }
}

/// A file that a command needs and that is not there.
public struct MissingInput: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is missing, where it was looked for, how to get it.
  public var description: String

  /// Creates an error.
  public init(_ description: String) {
    self.description = description
  }
}

extension ConfigNode {
  /// Parses a YAML text, assigns `overrides` in their order, and names the layers of `quantize.layers`.
  static func parse(
    _ text: String,
    file: String,
    overrides: [String]
  ) throws(ConfigurationError) -> ConfigNode {
    var tree = try ConfigNode.parse(text, file: file)
    try tree.nameLayers(file: file)
    for override in overrides {
      try tree.apply(override: override, file: file)
    }
    try tree.nameLayers(file: file)
    return tree
  }

  /// Applies one `KEY=VALUE`.
  fileprivate mutating func apply(
    override: String,
    file: String
  ) throws(ConfigurationError) {
    func failure(_ label: String, _ message: String) -> ConfigurationError {
      ConfigurationError(file: label, line: nil, column: nil, path: "", message: message)
    }
    guard let equals = override.firstIndex(of: "="), equals > override.startIndex else {
      throw failure("--set \(override)", "expected KEY=VALUE")
    }
    let key = String(override[..<equals])
    let label = "--set \(key)"
    let names = NetworkPlan.layerNames(of: self)
    guard var steps = ConfigNode.steps(of: key, layerNames: names) else {
      throw failure(label, "expected a dotted key such as train.epochs")
    }
    var value: ConfigNode
    do {
      value = try ConfigNode.parse(String(override[override.index(after: equals)...]), file: label)
    } catch {
      throw failure(label, error.message)
    }
    if case .mapping(let entries) = value.content, entries.isEmpty,
      override.index(after: equals) == override.endIndex
    {
      value.content = .null
    }
    let origin = ConfigOrigin.assignment(label)
    if steps.count > 2, steps[0] == "search", steps[1] == "space" {
      // A space spells keys dotted or nested: whatever the text has gives way to the dotted one.
      let dimension = steps[2...].joined(separator: ".")
      self = removing(dimension: dimension, from: ["search", "space"])
      steps[2...] = [dimension]
    }
    try set(steps, to: value.relocated(to: origin), keyOrigin: origin, file: file)
  }

  /// Returns the tree without the searched key `dimension`, however the mapping at `path` spells it.
  private func removing(dimension: String, from path: [String]) -> ConfigNode {
    guard case .mapping(var entries) = content else { return self }
    if let step = path.first {
      for index in entries.indices where entries[index].key == step {
        entries[index].value = entries[index].value.removing(
          dimension: dimension,
          from: Array(path.dropFirst())
        )
      }
    } else {
      entries.removeAll { $0.key == dimension }
      for index in entries.indices where dimension.hasPrefix(entries[index].key + ".") {
        let rest = String(dimension.dropFirst(entries[index].key.count + 1))
        entries[index].value = entries[index].value.removing(dimension: rest, from: [])
      }
    }
    return ConfigNode(.mapping(entries), at: origin)
  }

  /// Returns the steps of a dotted key, layers under `quantize.layers` by name; nil for an empty step.
  static func steps(of key: String, layerNames: [String]) -> [String]? {
    // Bytes split several times faster than characters, and candidates come by the thousand.
    var steps = key.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
    guard steps.allSatisfy({ !$0.isEmpty }) else { return nil }
    if steps.count > 2, steps[0] == "quantize", steps[1] == "layers", let index = Int(steps[2]),
      layerNames.indices.contains(index)
    {
      steps[2] = layerNames[index]
    }
    return steps
  }

  /// Replaces numbers under `quantize.layers` by the names of the layers.
  fileprivate mutating func nameLayers(file: String) throws(ConfigurationError) {
    guard let layers = self["quantize"]?["layers"], case .mapping(var entries) = layers.content
    else { return }
    let names = NetworkPlan.layerNames(of: self)
    for (position, entry) in entries.enumerated() {
      guard let index = Int(entry.key), names.indices.contains(index) else { continue }
      let name = names[index]
      guard !entries.contains(where: { $0.key == name }) else {
        throw ConfigurationError(
          entry.origin,
          file: file,
          path: "quantize.layers.\(entry.key)",
          message: "layer \(entry.key) is '\(name)', which quantize.layers names too"
        )
      }
      entries[position].key = name
    }
    try set(
      ["quantize", "layers"],
      to: ConfigNode(.mapping(entries), at: layers.origin),
      keyOrigin: layers.origin,
      file: file
    )
  }
}
