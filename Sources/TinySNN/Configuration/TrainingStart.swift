import SpikingNetworks

/// The network whose parameters a training starts from, in place of random ones.
public struct TrainingStart: Hashable, Sendable {
  /// The other network.
  public var source: ModelSource
  /// How its parameters become those of the trained network.
  public var rule: NetworkStart

  /// Creates a start.
  public init(source: ModelSource, rule: NetworkStart) {
    self.source = source
    self.rule = rule
  }
}

extension TrainingStart {
  /// Reads the section `train.start`; nil if training starts anew, or where the source is wrong, which is
  /// reported.
  ///
  /// - Parameters:
  ///   - reader: The section.
  ///   - inherited: `seed` and `dataset` of the experiment that starts.
  static func read(
    _ reader: ConfigReader,
    inheriting inherited: [(String, ConfigNode)]
  ) -> TrainingStart? {
    guard !reader.keys.isEmpty else {
      reader.finish()
      return nil
    }
    let source = ModelSource.read(reader, inheriting: inherited)
    let rule = NetworkStart(reader)
    reader.finish()
    return source.map { TrainingStart(source: $0, rule: rule) }
  }

  /// Reports a source whose network cannot be the start of `network`, if its configuration says so.
  func check(_ network: NetworkSpec, _ reader: ConfigReader) {
    source.check(
      reader,
      shape: network.input.shape,
      expected: "a network with the same connections"
    ) { other throws(NetworkError) in try network.checkStart(from: other) }
  }

  /// The canonical spelling.
  ///
  /// - Parameters:
  ///   - isIdentity: As in `Experiment.tree`.
  ///   - namesFiles: As in `Experiment.tree`.
  func node(isIdentity: Bool, namesFiles: Bool) -> ConfigNode {
    .map(source.pairs(isIdentity: isIdentity, namesFiles: namesFiles) + rule.pairs)
  }
}

extension NetworkStart {
  private enum Kind: String, CaseIterable { case max, percentile, unit }

  /// Reads what stands beside the source.
  fileprivate init(_ reader: ConfigReader) {
    let threshold = reader.section("threshold")
    let kind: Kind = threshold.word("kind", default: .percentile)
    let balance: ThresholdBalance =
      switch kind {
      case .max: .max
      case .percentile:
        .percentile(threshold.double("percentile", in: .positive(upTo: 100), default: 99.9))
      case .unit: .unit
      }
    threshold.dropGenerated(["percentile"])
    threshold.finish()
    self.init(
      balance: balance,
      weightScale: reader.double("weight_scale", in: .positive(upTo: 1_000_000), default: 1)
    )
  }

  fileprivate var pairs: [(String, ConfigNode)] {
    let threshold: [(String, ConfigNode)] =
      switch balance {
      case .max: [("kind", .string(Kind.max.rawValue))]
      case .percentile(let percentile):
        [("kind", .string(Kind.percentile.rawValue)), ("percentile", .double(percentile))]
      case .unit: [("kind", .string(Kind.unit.rawValue))]
      }
    return [("threshold", .map(threshold)), ("weight_scale", .double(weightScale))]
  }
}
