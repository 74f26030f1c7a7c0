import SpikingNetworks

extension Experiment {
  /// The canonical text: every default written out, always in the same order.
  public var yaml: String { text(leavingOut: [], namesFiles: true) }

  /// The FNV-1a hash of `yaml` without its section `export`, in 128 bits, as 32 hexadecimal digits.
  ///
  /// It tells studies apart, whatever their results are called; it is no protection against someone who
  /// forges one.
  public var configHash: String { FNV1a.text(of: identity.utf8) }

  /// The canonical text of everything that tells studies apart: all sections but `export`.
  var identity: String { text(leavingOut: ["export"], namesFiles: false) }

  private func text(leavingOut sections: Set<String>, namesFiles: Bool) -> String {
    var writer = ConfigWriter()
    let tree = tree(withSearch: true, namesFiles: namesFiles)
    if case .mapping(let entries) = tree.content {
      writer.write(entries.filter { !sections.contains($0.key) }, indentation: 0)
    }
    return writer.text
  }
}

extension Experiment {
  /// The sections that a float model depends on.
  static let trainingSections: Set = ["seed", "dataset", "input", "network", "train"]

  /// The canonical text of everything that a float model depends on.
  var trainingIdentity: String {
    var writer = ConfigWriter()
    let tree = tree(withSearch: false, isIdentity: true, namesFiles: false)
    if case .mapping(let entries) = tree.content {
      writer.write(entries.filter { Self.trainingSections.contains($0.key) }, indentation: 0)
    }
    return writer.text
  }
}

extension Experiment: Codable {
  /// Decodes the canonical text.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    try self.init(yaml: text, file: "stored experiment")
  }

  /// Encodes the canonical text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(yaml)
  }
}
