import SpikingNetworks

extension OptimizerSpec {
  private enum Kind: String, CaseIterable { case adam, adamw, sgd }

  /// Reads the section `train.optimizer`.
  init(_ reader: ConfigReader) {
    let kind: Kind = reader.word("kind", default: .adam)
    let rate = reader.double("lr", in: .positive(upTo: 10), default: 0.002)
    switch kind {
    case .adam:
      let (beta1, beta2, epsilon) = OptimizerSpec.moments(reader)
      self = .adam(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    case .adamw:
      let (beta1, beta2, epsilon) = OptimizerSpec.moments(reader)
      self = .adamW(
        learningRate: rate,
        beta1: beta1,
        beta2: beta2,
        epsilon: epsilon,
        weightDecay: reader.double("weight_decay", in: .closed(0...10), default: 0.01)
      )
    case .sgd:
      self = .sgd(
        learningRate: rate,
        momentum: reader.double("momentum", in: .belowOne, default: 0.9)
      )
    }
    // What is read already is not dropped.
    reader.dropGenerated(["beta1", "beta2", "epsilon", "weight_decay", "momentum"])
    reader.finish()
  }

  private static func moments(
    _ reader: ConfigReader
  ) -> (beta1: Double, beta2: Double, epsilon: Double) {
    (
      reader.double("beta1", in: .belowOne, default: 0.9),
      reader.double("beta2", in: .belowOne, default: 0.999),
      reader.double("epsilon", in: .positive(upTo: 1), default: 1e-8)
    )
  }

  /// The canonical spelling.
  var node: ConfigNode {
    let kind: Kind
    var pairs: [(String, ConfigNode)] = []
    switch self {
    case .adam(_, let beta1, let beta2, let epsilon):
      kind = .adam
      pairs = OptimizerSpec.pairs(beta1, beta2, epsilon)
    case .adamW(_, let beta1, let beta2, let epsilon, let weightDecay):
      kind = .adamw
      pairs = OptimizerSpec.pairs(beta1, beta2, epsilon)
      pairs.append(("weight_decay", .double(weightDecay)))
    case .sgd(_, let momentum):
      kind = .sgd
      pairs = [("momentum", .double(momentum))]
    }
    return .map([("kind", .string(kind.rawValue)), ("lr", .double(learningRate))] + pairs)
  }

  private static func pairs(
    _ beta1: Double,
    _ beta2: Double,
    _ epsilon: Double
  ) -> [(String, ConfigNode)] {
    [("beta1", .double(beta1)), ("beta2", .double(beta2)), ("epsilon", .double(epsilon))]
  }
}
