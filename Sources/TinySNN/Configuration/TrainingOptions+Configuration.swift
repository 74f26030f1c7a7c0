import SpikingNetworks

extension TrainingOptions {
  /// Reads the section `train`.
  ///
  /// - Parameters:
  ///   - reader: The section.
  ///   - augmentation: What `dataset.augment` says.
  ///   - network: What is trained, or nil if it is wrong itself.
  ///   - hasStart: Whether parameters come from another network, so that there may be nothing to train.
  ///   - distillation: What `distillation` says, which is read before.
  ///   - seed: The key of every random draw.
  init(
    _ reader: ConfigReader,
    augmentation: AugmentationSpec,
    network: NetworkSpec?,
    hasStart: Bool,
    distillation: DistillationSpec?,
    seed: UInt64
  ) {
    let epochs = reader.int("epochs", in: (hasStart ? 0 : 1)...10_000, default: 30)
    self.init(
      epochs: epochs,
      batch: reader.int("batch", in: 1...4096, default: 64),
      optimizer: OptimizerSpec(reader.section("optimizer")),
      schedule: ScheduleSpec(reader.section("schedule")),
      surrogate: Surrogate(reader.section("surrogate")),
      detachReset: reader.bool("detach_reset", default: true),
      regularizers: RegularizerSpec.read(reader, of: network),
      labelSmoothing: reader.double("label_smoothing", in: .belowOne, default: 0),
      clipNorm: reader.double("clip_norm", in: .closed(0...1_000_000), default: 0),
      averaging: reader.double("averaging", in: .belowOne, default: 0),
      selection: reader.word("select", default: .last),
      patience: reader.int("patience", in: 0...10_000, default: 0),
      augmentation: augmentation,
      pruning: PruningSpec.read(reader.section("pruning"), of: network),
      distillation: distillation,
      seed: seed
    )
    if epochs == 0, pruning != nil {
      reader.report(
        "expected at least 1 at \(reader.path("epochs")), since pruning takes epochs, found 0",
        at: reader.peek("epochs")?.origin ?? reader.origin,
        key: "epochs"
      )
    }
    reader.finish()
  }

  /// The canonical spelling of `train`; augmentation and seed stand elsewhere, a teacher's part with its source.
  var pairs: [(String, ConfigNode)] {
    [
      ("epochs", .int(epochs)), ("batch", .int(batch)), ("optimizer", optimizer.node),
      ("schedule", schedule.node), ("surrogate", surrogate.node),
      ("detach_reset", .bool(detachReset)), ("regularizers", .list(regularizers.map(\.node))),
      ("label_smoothing", .double(labelSmoothing)), ("clip_norm", .double(clipNorm)),
      ("averaging", .double(averaging)), ("select", .string(selection.rawValue)),
      ("patience", .int(patience)), ("pruning", PruningSpec.node(of: pruning)),
    ]
  }
}

extension ScheduleSpec {
  private enum Kind: String, CaseIterable { case constant, cosine, step }

  fileprivate init(_ reader: ConfigReader) {
    let kind: Kind = reader.word("kind", default: .cosine)
    let warmup = reader.int("warmup", in: 0...10_000, default: 0)
    switch kind {
    case .constant: self = .constant(warmup: warmup)
    case .cosine: self = .cosine(warmup: warmup)
    case .step:
      self = .step(
        every: reader.int("every", in: 1...10_000, default: 10),
        factor: reader.double("factor", in: .positive(upTo: 1), default: 0.5),
        warmup: warmup
      )
    }
    reader.dropGenerated(["every", "factor"])
    reader.finish()
  }

  fileprivate var node: ConfigNode {
    switch self {
    case .constant(let warmup): .map([("kind", .string("constant")), ("warmup", .int(warmup))])
    case .cosine(let warmup): .map([("kind", .string("cosine")), ("warmup", .int(warmup))])
    case .step(let every, let factor, let warmup):
      .map([
        ("kind", .string("step")), ("warmup", .int(warmup)), ("every", .int(every)),
        ("factor", .double(factor)),
      ])
    }
  }
}

extension Surrogate {
  private enum Kind: String, CaseIterable {
    case fastSigmoid = "fast_sigmoid"
    case arctan, triangular, boxcar
  }

  fileprivate init(_ reader: ConfigReader) {
    let kind: Kind = reader.word("kind", default: .fastSigmoid)
    let (slopes, widths) = (NumberRange.positive(upTo: 1000), NumberRange.positive(upTo: 100))
    switch kind {
    case .fastSigmoid: self = .fastSigmoid(slope: reader.double("slope", in: slopes, default: 25))
    case .arctan: self = .arctan(slope: reader.double("slope", in: slopes, default: 2))
    case .triangular: self = .triangular(width: reader.double("width", in: widths, default: 1))
    case .boxcar: self = .boxcar(width: reader.double("width", in: widths, default: 0.5))
    }
    reader.dropGenerated(["slope", "width"])
    reader.finish()
  }

  fileprivate var node: ConfigNode {
    func map(_ kind: Kind, _ key: String, _ value: Double) -> ConfigNode {
      .map([("kind", .string(kind.rawValue)), (key, .double(value))])
    }
    return switch self {
    case .fastSigmoid(let slope): map(.fastSigmoid, "slope", slope)
    case .arctan(let slope): map(.arctan, "slope", slope)
    case .triangular(let width): map(.triangular, "width", width)
    case .boxcar(let width): map(.boxcar, "width", width)
    }
  }
}
