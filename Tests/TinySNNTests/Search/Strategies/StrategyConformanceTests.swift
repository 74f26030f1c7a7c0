import Testing
import TinySNN

/// What every strategy must do on every kind of space; a new one is added to `StrategyKind`.
@Suite struct StrategyConformanceTests {
  enum StrategyKind: String, CaseIterable, Sendable {
    case grid, random, ascending, sensitivity, evolutionary, stagedSensitivity, stagedEvolutionary

    func make(
      _ space: SearchSpace,
      seed: UInt64,
      goal: StudyGoal = StudyGoal(target: .atLeast(0.98))
    ) -> any SearchStrategy {
      let problem = SearchProblem(
        space: space,
        goal: goal,
        seed: seed,
        forecast: { Double(Evaluation.formula($0).flashBytes) }
      )
      func staged(_ make: (SearchProblem) -> any SearchStrategy) -> any SearchStrategy {
        StagedSearch.make(problem, promotions: 9, exploration: .max, make)
      }
      return switch self {
      case .grid: GridSearch(space: space)
      case .random: RandomSearch(space: space, seed: seed)
      case .ascending: AscendingSearch(problem)
      case .sensitivity: SensitivitySearch(problem)
      case .evolutionary: EvolutionarySearch(problem)
      case .stagedSensitivity: staged { SensitivitySearch($0) }
      case .stagedEvolutionary: staged { EvolutionarySearch($0) }
      }
    }
  }

  /// Spaces that a configuration may describe.
  enum SpaceKind: String, CaseIterable, Sendable {
    case plain, conditional, dear, conditionallyDear

    var space: SearchSpace {
      switch self {
      case .plain: .small
      case .conditional:
        SearchSpace(dimensions: [
          .init(key: "units", values: [4, 8, 16, 32].map { .int($0) }),
          .init(key: "bits", values: (2...6).map { .int($0) }),
          .init(key: "kind", values: [.string("shift"), .string("multiplier")]),
          .init(
            key: "decay",
            values: [3, 4, 6].map { .int($0) },
            when: [.init(key: "kind", values: [.string("multiplier")])]
          ),
        ])
      case .dear:
        // Keys below the dear way, and below those.
        SearchSpace(dimensions: [
          .init(key: "units", values: [4, 16, 64].map { .int($0) }),
          .init(key: "bits", values: (2...5).map { .int($0) }),
          .init(key: "train.epochs", values: [.int(40), .int(10)]),
          .init(key: "quantize.method", values: [.string("qat"), .string("ptq")]),
          .init(key: "quantize.qat.epochs", values: [.int(3), .int(1)], when: [Self.qat]),
          .init(
            key: "quantize.qat.step",
            values: [.string("fixed"), .string("learned")],
            when: [Self.qat]
          ),
          .init(
            key: "quantize.qat.lr",
            values: [.double(0.1), .double(0.2)],
            when: [.init(key: "quantize.qat.step", values: [.string("learned")])]
          ),
        ])
      case .conditionallyDear:
        // A dear key that is not always searched, and what depends on it.
        SearchSpace(dimensions: [
          .init(key: "network", values: [.string("a"), .string("b")]),
          .init(key: "units", values: [4, 16, 64].map { .int($0) }),
          .init(
            key: "quantize.method",
            values: [.string("ptq"), .string("qat")],
            when: [.init(key: "network", values: [.string("a")])]
          ),
          .init(
            key: "quantize.correction",
            values: [.string("none"), .string("bias")],
            when: [.init(key: "quantize.method", values: [.string("ptq")])]
          ),
          .init(key: "quantize.qat.epochs", values: [.int(1), .int(3)], when: [Self.qat]),
          .init(
            key: "bits",
            values: (2...5).map { .int($0) },
            when: [.init(key: "quantize.qat.epochs", values: [.int(3)])]
          ),
        ])
      }
    }

    private static let qat = SearchSpace.Condition(key: "quantize.method", values: [.string("qat")])
  }

  @Test(
    "A strategy proposes every candidate at most once, and all of them if nothing makes it end",
    arguments: StrategyKind.allCases,
    SpaceKind.allCases
  )
  func terminatesWithoutRepetition(_ kind: StrategyKind, on spaceKind: SpaceKind) {
    let space = spaceKind.space
    // Nothing reaches the target; or all that counts is accuracy.
    let unreachable = StudyGoal(target: .atLeast(1))
    let inverse = StudyGoal(target: .mostAccurate)
    for (batch, goal) in [(1, unreachable), (32, inverse), (1000, unreachable)] {
      var strategy = kind.make(space, seed: 3, goal: goal)
      var seen: Set<Candidate> = []
      while true {
        let asked = strategy.ask(batch)
        #expect(asked.count <= batch)
        if asked.isEmpty { break }
        for candidate in asked { #expect(seen.insert(candidate).inserted) }
        strategy.tell(
          asked.enumerated().map { offset, candidate in
            Self.trial(offset, candidate, seen.count)
          }
        )
      }
      #expect(seen == Set((0..<space.count).map(space.candidate(at:))))
      #expect(strategy.ask(batch).isEmpty)
    }
  }

  /// Trials in every state.
  private static func trial(_ number: Int, _ candidate: Candidate, _ salt: Int) -> Trial {
    var trial = Trial(number: number, candidate: candidate, id: "", state: .complete)
    trial.evaluation = .formula(candidate)
    switch (number + salt) % 7 {
    case 0: (trial.state, trial.evaluation) = (.failed(reason: "no model"), nil)
    case 1, 2:
      trial.state = .pruned
      trial.evaluation?.samples = 32
    case 3: trial.duplicateOf = 0
    default: break
    }
    return trial
  }

  @Test(
    "The same seed gives the same journal with any number of workers",
    arguments: StrategyKind.allCases,
    SpaceKind.allCases
  )
  func reproducible(_ kind: StrategyKind, on space: SpaceKind) throws {
    let journals = try [1, 5].map { jobs in
      let harness = try StudyHarness()
      _ = try harness.run(kind.make(space.space, seed: 11), FormulaEvaluator(), jobs: jobs)
      return try harness.bytes
    }
    #expect(journals[1] == journals[0])
  }

  @Test(
    "A study cut anywhere is resumed to the same journal",
    arguments: StrategyKind.allCases,
    SpaceKind.allCases
  )
  func resumes(_ kind: StrategyKind, on space: SpaceKind) throws {
    let whole = try StudyHarness()
    _ = try whole.run(kind.make(space.space, seed: 5), FormulaEvaluator())
    let bytes = try whole.bytes
    for part in [1, 3, 6] {
      let harness = try StudyHarness()
      try harness.write(bytes.prefix(bytes.count * part / 7))
      _ = try harness.run(kind.make(space.space, seed: 5), FormulaEvaluator(), resume: true)
      #expect(try harness.bytes == bytes, "cut at \(part) sevenths")
    }
  }

  @Test(
    "The planted optimum is found when the budget covers the space",
    arguments: StrategyKind.allCases,
    SpaceKind.allCases
  )
  func findsPlantedOptimum(_ kind: StrategyKind, on spaceKind: SpaceKind) throws {
    let space = spaceKind.space
    for seed in [1, 4] {
      let planted = space.candidate(at: seed * 19 % space.count)
      // The forecast knows nothing of it.
      let evaluator = FormulaEvaluator { candidate in
        candidate == planted
          ? .complete(.with(accuracy: 0.99, bytes: 10))
          : .complete(.with(accuracy: 0.95, bytes: 11))
      }
      let result = try StudyHarness().run(
        kind.make(space, seed: UInt64(seed)),
        evaluator,
        budget: StudyBudget(trials: space.count)
      )
      let selection = SelectionRule(threshold: 0.98).select(from: result.trials)
      #expect(selection.winner?.candidate == planted)
    }
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
