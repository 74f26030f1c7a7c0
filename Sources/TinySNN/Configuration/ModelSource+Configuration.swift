import SpikingNetworks

extension ModelSource {
  /// The sections of `train` that name a source.
  static let places = ["distillation", "start"]
  /// Whether the key of these steps names a source: candidates have the same ones.
  static func isNamed(by steps: [String]) -> Bool {
    steps.count == 3 && steps[0] == "train" && places.contains(steps[1])
      && ["config", "model", "set", "hash"].contains(steps[2])
  }

  /// What makes a network in a configuration, beside `dataset.augment`.
  private static let sections = ["input", "network", "networks", "width", "train"]

  /// Reads `config` or `model` of a section whose files are resolved; nil where that is wrong, which is reported.
  ///
  /// - Parameters:
  ///   - reader: The section.
  ///   - inherited: `seed` and `dataset` of the experiment that names the source.
  static func read(
    _ reader: ConfigReader,
    inheriting inherited: [(String, ConfigNode)]
  ) -> ModelSource? {
    let (config, model, changes) = (
      reader.take("config"), reader.take("model"), reader.take("set")
    )
    if let changes {
      // The file that `set` changes has taken its place, and the key with it.
      reader.report(
        "expected no set at \(reader.path): it changes a configuration that config names by its path",
        at: changes.origin,
        key: "set"
      )
    }
    switch (config, model) {
    case (let node?, nil):
      return read(node, reader, inheriting: inherited).map(ModelSource.config)
    case (nil, _?):
      return .model(
        path: reader.string("model", expected: "the path of a model", default: "") { !$0.isEmpty },
        hash: reader.string("hash", expected: "32 hexadecimal digits", default: "", where: isHash)
      )
    case (_?, let node?):
      reader.report(
        "expected config or model at \(reader.path), found both",
        at: node.origin,
        key: "model"
      )
      return nil
    case (nil, nil):
      let expected = "config, the path of a configuration, or model, the path of a model"
      return reader.missing("config", expected, nil)
    }
  }

  /// Reads the configuration `node` as one with the seed and the samples of the other.
  private static func read(
    _ node: ConfigNode,
    _ reader: ConfigReader,
    inheriting inherited: [(String, ConfigNode)]
  ) -> Experiment? {
    guard case .mapping = node.content else {
      return reader.wrong(node, "config", "the path of a configuration, or a configuration", nil)
    }
    let recipe = ConfigReader(node, name: "config", parent: reader)
    var entries = sections.compactMap { recipe.takeEntry($0) }
    let samples = recipe.section("dataset")
    let augmentation = samples.takeEntry("augment")
    samples.finish()
    recipe.finish()
    for (key, value) in inherited {
      var value = value
      if let augmentation, case .mapping(let division) = value.content {
        value.content = .mapping(division + [augmentation])
      }
      entries.append(ConfigEntry(key: key, origin: .generated, value: value))
    }
    let whole = ConfigNode(.mapping(entries), at: node.origin)
    return Experiment(root: ConfigReader(whole, name: "config", parent: reader))
  }

  /// Reports a source whose network does not fit, if its configuration says so.
  ///
  /// - Parameters:
  ///   - reader: The section that names the source.
  ///   - shape: The shape of the samples.
  ///   - expected: What fits, in words.
  ///   - fit: Throws for a network that does not.
  func check(
    _ reader: ConfigReader,
    shape: SampleShape,
    expected: String,
    _ fit: (NetworkSpec) throws(NetworkError) -> Void
  ) {
    guard case .config(let experiment) = self else { return }
    do {
      try fit(experiment.networkSpec(shape: shape))
    } catch {
      let reason = if case .invalidOptions(let text) = error { text } else { "\(error)" }
      reader.report(
        "expected \(expected) at \(reader.path("config")): \(reason)",
        at: reader.origin,
        key: "config"
      )
    }
  }

  private static func isHash(_ text: String) -> Bool {
    text.utf8.count == 32 && text.allSatisfy { $0.isHexDigit }
  }

  /// The canonical spelling of the keys that name the source.
  ///
  /// - Parameters:
  ///   - isIdentity: As in `Experiment.tree`.
  ///   - namesFiles: Whether the path of a model is there, which says nothing about what the model is.
  func pairs(isIdentity: Bool, namesFiles: Bool) -> [(String, ConfigNode)] {
    switch self {
    case .config(let experiment):
      let tree = experiment.tree(
        withSearch: false,
        isIdentity: isIdentity,
        namesFiles: namesFiles
      )
      // Seed and division are those of the experiment that names the source.
      let augmentation = experiment.train.augmentation.node
      let recipe = Self.sections.compactMap { key in tree[key].map { (key, $0) } }
      return [("config", .map([("dataset", .map([("augment", augmentation)]))] + recipe))]
    case .model(let path, let hash):
      return (namesFiles ? [("model", .string(path))] : []) + [("hash", .string(hash))]
    }
  }
}
