import Testing
import TinySNN

/// What every strategy must do; a new one is added to `StrategyKind`.
@Suite struct StrategyConformanceTests {
  enum StrategyKind: String, CaseIterable, Sendable {
    case grid, random

    func make(_ space: SearchSpace, seed: UInt64) -> any SearchStrategy {
      switch self {
      case .grid: GridSearch(space: space)
      case .random: RandomSearch(space: space, seed: seed)
      }
    }
  }

  @Test(
    "A strategy proposes every candidate at most once and then ends",
    arguments: StrategyKind.allCases,
    [1, 5, 32, 1000]
  )
  func terminatesWithoutRepetition(_ kind: StrategyKind, batch: Int) {
    var strategy = kind.make(.small, seed: 3)
    var seen: Set<Candidate> = []
    while true {
      let asked = strategy.ask(batch)
      #expect(asked.count <= batch)
      if asked.isEmpty { break }
      for candidate in asked { #expect(seen.insert(candidate).inserted) }
      strategy.tell(
        asked.enumerated().map {
          Trial(number: $0, candidate: $1, id: "", state: .complete, evaluation: .formula($1))
        }
      )
    }
    let all = Set((0..<SearchSpace.small.count).map(SearchSpace.small.candidate(at:)))
    #expect(seen.isSubset(of: all))
    #expect(strategy.ask(batch).isEmpty)
  }

  @Test(
    "The same seed gives the same journal with any number of workers",
    arguments: StrategyKind.allCases
  )
  func reproducible(_ kind: StrategyKind) throws {
    let journals = try [1, 2, 5].map { jobs in
      let harness = try StudyHarness()
      _ = try harness.run(kind.make(.small, seed: 11), FormulaEvaluator(), jobs: jobs)
      return try harness.bytes
    }
    #expect(journals[1] == journals[0])
    #expect(journals[2] == journals[0])
  }

  @Test(
    "The planted optimum is found when the budget covers the space",
    arguments: StrategyKind.allCases,
    1...5
  )
  func findsPlantedOptimum(_ kind: StrategyKind, seed: Int) throws {
    let planted = SearchSpace.small.candidate(at: seed * 19)
    let evaluator = FormulaEvaluator { candidate in
      let distance = zip(candidate.assignments, planted.assignments).count { $0 != $1 }
      return .complete(
        .with(accuracy: distance == 0 ? 0.99 : 0.95, bytes: candidate == planted ? 10 : 11)
      )
    }
    let result = try StudyHarness().run(
      kind.make(.small, seed: UInt64(seed)),
      evaluator,
      budget: StudyBudget(trials: SearchSpace.small.count)
    )
    let selection = SelectionRule(threshold: 0.98).select(from: result.trials)
    #expect(selection.winner?.candidate == planted)
  }

  @Test("An empty space and a space of one candidate are walked", arguments: StrategyKind.allCases)
  func tinySpaces(_ kind: StrategyKind) {
    var single = kind.make(SearchSpace(dimensions: []), seed: 1)
    #expect(single.ask(4) == [Candidate(assignments: [])])
    #expect(single.ask(4).isEmpty)
    var empty = kind.make(
      SearchSpace(dimensions: [.init(key: "a", values: [])]),
      seed: 1
    )
    #expect(empty.ask(4).isEmpty)
  }
}
