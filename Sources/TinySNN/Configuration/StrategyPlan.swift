/// How a search chooses its candidates.
public struct StrategyPlan: Codable, Hashable, Sendable {
  /// The order in which candidates are tried.
  public var kind: Kind
  /// The trials without a better one after which a strategy that learns ends; nil goes on until nothing
  /// is left.
  public var patience: Int?
  /// How many candidates are made in the dearer way, where the space has both.
  public var promote: Int
  /// The key of the strategy's own draws; nil takes that of the experiment.
  public var seed: Int?

  /// Creates a plan.
  public init(kind: Kind, patience: Int?, promote: Int, seed: Int? = nil) {
    self.kind = kind
    self.patience = patience
    self.promote = promote
    self.seed = seed
  }

  /// Describes the order in which candidates are tried.
  public enum Kind: String, Codable, CaseIterable, Hashable, Sendable {
    /// All of them in the order of the space.
    case grid
    /// A seeded random order without repetition.
    case random
    /// The cheapest first, until one reaches the target.
    case ascending
    /// One value at a time, then greedy descent.
    case sensitivity
    /// NSGA-II on cost and error.
    case evolutionary
  }

  /// What a configuration without `search.strategy` gets.
  static let standard = StrategyPlan(kind: .sensitivity, patience: 150, promote: 16)
}

extension StrategyPlan {
  /// Reads the section `search.strategy`.
  init(_ reader: ConfigReader) {
    let fallback = StrategyPlan.standard
    self.init(
      kind: reader.word("kind", default: fallback.kind),
      patience: reader.orNone("patience", default: fallback.patience) {
        reader.int("patience", in: 1...1_000_000_000)
      },
      promote: reader.int("promote", in: 1...1_000_000, default: fallback.promote),
      seed: reader.orNone("seed", default: nil) { reader.int("seed", in: 0...Int.max) }
    )
    reader.finish()
  }

  /// The canonical spelling.
  var node: ConfigNode {
    .map([
      ("kind", .string(kind.rawValue)),
      ("patience", patience.map(ConfigNode.int) ?? .string("none")),
      ("promote", .int(promote)), ("seed", seed.map(ConfigNode.int) ?? .string("none")),
    ])
  }

  /// Returns the strategy at its beginning.
  ///
  /// - Parameters:
  ///   - problem: What it knows.
  ///   - trials: The most trials of the study.
  func make(_ problem: SearchProblem, trials: Int?) -> any SearchStrategy {
    // Half of the trials may go into cheap candidates, so that dear ones are tried at all.
    let exploration = trials.map { max(1, $0 / 2) } ?? .max
    func staged(_ make: (SearchProblem) -> any SearchStrategy) -> any SearchStrategy {
      StagedSearch.make(problem, promotions: promote, exploration: exploration, make)
    }
    switch kind {
    case .grid: return GridSearch(space: problem.space)
    case .random: return RandomSearch(space: problem.space, seed: problem.seed)
    case .ascending: return AscendingSearch(problem)
    case .sensitivity: return staged { SensitivitySearch($0) }
    case .evolutionary: return staged { EvolutionarySearch($0) }
    }
  }
}
