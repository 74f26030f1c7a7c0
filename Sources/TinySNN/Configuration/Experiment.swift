import Quantization
import SpikingNetworks

/// A resolved experiment: every default filled in, every value checked.
///
/// A configuration becomes an experiment once, by `init(yaml:file:overrides:)` and its siblings; `yaml`
/// writes it out again, and what it writes resolves to an equal experiment. `Codable` uses that text.
public struct Experiment: Hashable, Sendable {
  /// The name of the study: letters, digits, `.`, `_` and `-`.
  public private(set) var name: String
  /// The key of every random draw, 0...2^63 - 1.
  public private(set) var seed: UInt64
  /// The samples.
  public private(set) var dataset: DatasetConfig
  /// How samples enter the network.
  public private(set) var input: InputConfig
  /// The network.
  public private(set) var network: NetworkPlan
  /// How the network is trained.
  public private(set) var train: TrainingOptions
  /// The teacher of the training; nil where it learns from labels alone.
  public private(set) var teacher: ModelSource?
  /// The network whose parameters the training starts from; nil where it draws them.
  public private(set) var start: TrainingStart?
  /// The precisions.
  public private(set) var quantize: QuantizationPlan
  /// What is searched; the command line may tighten it.
  public var search: SearchPlan
  /// What is exported; the command line may rename it.
  public var export: ExportPlan

  /// Returns the network for samples of `shape`.
  public func networkSpec(shape: SampleShape) -> NetworkSpec {
    NetworkSpec(
      input: input.spec(shape: shape),
      layers: network.layers,
      readout: network.readout
    )
  }

  /// Returns the precisions of every layer, exceptions applied.
  ///
  /// Layers whose membranes are compared have one scale.
  public func quantizationSpec() -> QuantizationSpec {
    quantize.spec(
      needsOneScale: network.layers.indices.map { $0 == network.layers.count - 1 }
    )
  }
}

extension Experiment {
  /// Resolves a raw tree; the space stays empty.
  ///
  /// - Parameter search: The plan to keep, if the tree has none.
  init(
    tree: ConfigNode,
    keeping search: SearchPlan? = nil,
    diagnostics: ConfigDiagnostics
  ) {
    self.init(root: ConfigReader(tree, diagnostics: diagnostics), keeping: search)
  }

  /// Resolves what `root` reads; the space stays empty.
  init(root: ConfigReader, keeping search: SearchPlan? = nil) {
    let diagnostics = root.diagnostics
    name = root.string(
      "name",
      expected: "a name of at most 60 letters, digits, '.', '_' and '-'",
      default: "experiment",
      where: Experiment.isName
    )
    seed = UInt64(root.int("seed", in: 0...Int.max, default: 1))

    let samples = root.section("dataset")
    let errorCount = diagnostics.errors.count
    dataset = DatasetConfig(samples)
    // Nothing follows from the shape that stands in for an unknown one.
    let isKnown = diagnostics.errors.count == errorCount
    let augmentation = AugmentationSpec(
      samples.section("augment"),
      shape: isKnown ? dataset.shape : nil,
      ofEvents: isKnown && dataset.kind.holdsEvents
    )
    samples.finish()

    input = InputConfig(root.section("input"), dataset: isKnown ? dataset.kind : nil)
    dataset.frames?.count = input.timesteps
    network = NetworkPlan(
      root: root,
      input: input.spec(shape: dataset.shape),
      classes: (dataset.kind.classCount, dataset.kind.rawValue)
    )
    let training = root.section("train")
    // What a network from elsewhere has in common with this one.
    let inherited = [("seed", ConfigNode.int(Int(seed))), ("dataset", .map(dataset.pairs))]
    let distillation = training.section("distillation")
    teacher =
      distillation.keys.isEmpty
      ? nil : ModelSource.read(distillation, inheriting: inherited)
    let origin = training.section("start")
    start = TrainingStart.read(origin, inheriting: inherited)
    let spec =
      diagnostics.errors.isEmpty
      ? NetworkSpec(
        input: input.spec(shape: dataset.shape),
        layers: network.layers,
        readout: network.readout
      ) : nil
    if let spec { start?.check(spec, origin) }
    train = TrainingOptions(
      training,
      augmentation: augmentation,
      network: spec,
      hasStart: !origin.keys.isEmpty,
      distillation: DistillationSpec.read(distillation),
      seed: seed
    )
    let precisions = root.section("quantize")
    quantize = QuantizationPlan(precisions, layerNames: network.layers.map(\.name))
    self.search = search ?? SearchPlan(root.section("search"))
    export = ExportPlan(root.section("export"), experimentName: name)
    checkPrunedGrids(precisions)
    if let spec { checkTeacher(of: spec, distillation) }
    // `Sweep` reads it; every other command takes the rest.
    _ = root.section("sweep")
    root.finish()
  }

  /// Reports a teacher that has nothing to say to the network of `spec`, if its configuration says so.
  private func checkTeacher(of spec: NetworkSpec, _ reader: ConfigReader) {
    guard let distillation = train.distillation else { return }
    teacher?.check(
      reader,
      shape: spec.input.shape,
      expected: "a network that can teach this one"
    ) { other throws(NetworkError) in try spec.checkTeacher(other, distillation) }
  }

  /// Reports a layer whose pruned synapses would come back, because its grid has no 0.
  private func checkPrunedGrids(_ reader: ConfigReader) {
    guard let pruning = train.pruning, pruning.kind == .magnitude else { return }
    for (layer, precisions) in zip(network.layers, quantize.layers)
    where pruning.layers?.contains(layer.name) ?? true && !precisions.weights.grid.hasZero {
      return reader.report(
        "expected a grid with a 0 at \(reader.path("weights.grid")), "
          + "since train.pruning takes synapses of \(layer.name) away, "
          + "found \(precisions.weights.grid.rawValue)",
        at: reader.peek("weights")?.origin ?? reader.origin,
        key: "weights.grid"
      )
    }
  }

  /// The canonical tree.
  ///
  /// - Parameters:
  ///   - withSearch: Whether `search` is there; a candidate is assigned without.
  ///   - isIdentity: Whether the network is spelled as the layers that it makes, by which models are compared.
  ///   - namesFiles: Whether the paths of models are there, which decide nothing.
  func tree(
    withSearch: Bool,
    isIdentity: Bool = false,
    namesFiles: Bool = true
  ) -> ConfigNode {
    var pairs: [(String, ConfigNode)] = [
      ("name", .string(name)),
      ("seed", .int(Int(seed))),
      (
        "dataset",
        .map(dataset.pairs + [("augment", train.augmentation.node)])
      ),
      ("input", input.node),
    ]
    pairs += isIdentity ? network.identity : network.pairs
    var training = train.pairs + teacherPairs(isIdentity: isIdentity, namesFiles: namesFiles)
    if let start {
      training.append(("start", start.node(isIdentity: isIdentity, namesFiles: namesFiles)))
    }
    pairs += [("train", .map(training)), ("quantize", quantize.node)]
    if withSearch { pairs.append(("search", search.node)) }
    pairs.append(("export", export.node))
    return .map(pairs)
  }

  /// The section `train.distillation`, if there is one.
  private func teacherPairs(isIdentity: Bool, namesFiles: Bool) -> [(String, ConfigNode)] {
    guard let teacher, let distillation = train.distillation else { return [] }
    let source = teacher.pairs(isIdentity: isIdentity, namesFiles: namesFiles)
    return [("distillation", .map(source + distillation.pairs))]
  }

  private static func isName(_ text: String) -> Bool {
    text.utf8.first?.isWordByte == true && text.utf8.count <= 60
      && text.utf8.allSatisfy { $0.isWordByte || ".-".utf8.contains($0) }
  }
}
