import Testing
import TinySNN

/// Strategies that learn, on problems whose optimum is known by enumeration.
@Suite struct LearningStrategyTests {
  /// 6 * 4^6 = 24,576 candidates: a width and six precisions, each with its own part in bytes and error.
  private let space = SearchSpace(
    dimensions: [.init(key: "units", values: [16, 24, 32, 48, 64, 96].map { .int($0) })]
      + (0..<6).map { .init(key: "bits\($0)", values: [2, 3, 4, 8].map { .int($0) }) }
  )

  /// Bytes are a sum over products; errors add up, and fine rounding of the candidate's numbers adds what no
  /// sum explains.
  private static func evaluation(_ candidate: Candidate) -> Evaluation {
    let units = Double(candidate.int("units"))
    var (bytes, error) = (40.0, 0.35 / units)
    var hash = candidate.int("units")
    for place in 0..<6 {
      let bits = candidate.int("bits\(place)")
      bytes += units * Double(bits) * [4, 2, 1, 0.5, 0.25, 0.25][place]
      error += [0.02, 0.03, 0.015, 0.006, 0.006, 0.002][place] / Double(1 << bits)
      hash = (hash &* 31 &+ bits) % 1_000_003
    }
    error += 0.001 * (Double(hash &* 7919 % 1000) / 1000 - 0.5)
    var result = Evaluation.with(accuracy: 1 - error, bytes: Int(bytes))
    result.memoryFraction = bytes / 5000
    return result
  }

  private func problem(
    seed: UInt64,
    patience: Int?,
    goal: StudyGoal = StudyGoal(target: .atLeast(0.98))
  ) -> SearchProblem {
    SearchProblem(
      space: space,
      goal: goal,
      seed: seed,
      patience: patience,
      // As wrong as forecasts are where pruning and dead neurons matter.
      forecast: { 1.1 * Double(Self.evaluation($0).flashBytes) + 13 }
    )
  }

  /// The trials that `strategy` takes to its end.
  private func trials(
    of strategy: any SearchStrategy,
    batch: Int = 32,
    _ figures: (Candidate) -> Evaluation = LearningStrategyTests.evaluation
  ) -> [Trial] {
    var (strategy, all) = (strategy, [Trial]())
    while true {
      let asked = strategy.ask(batch)
      if asked.isEmpty { return all }
      let trials = asked.enumerated().map { offset, candidate in
        Trial(
          number: all.count + offset,
          candidate: candidate,
          id: "",
          state: .complete,
          evaluation: figures(candidate)
        )
      }
      all += trials
      strategy.tell(trials)
    }
  }

  /// The number of trials that `strategy` takes to its end, and the bytes of its winner.
  private func run(_ strategy: any SearchStrategy) -> (trials: Int, bytes: Int) {
    let trials = trials(of: strategy)
    let winner = SelectionRule(threshold: 0.98).select(from: trials).winner
    return (trials.count, winner?.evaluation?.flashBytes ?? .max)
  }

  private var optimum: Int {
    (0..<space.count).reduce(.max) { best, index in
      let figures = Self.evaluation(space.candidate(at: index))
      return figures.validationAccuracy >= 0.98 ? min(best, figures.flashBytes) : best
    }
  }

  @Test("The cheapest first ends with the optimum of the forecast")
  func ascending() {
    let result = run(AscendingSearch(problem(seed: 1, patience: nil)))
    #expect(result.bytes == optimum)
  }

  @Test(
    "Learning finds nearly the optimum in a fortieth of the space",
    arguments: ["sensitivity", "evolutionary"]
  )
  func nearOptimum(name: String) {
    let optimum = optimum
    let results = (1...5).map { seed -> (trials: Int, bytes: Int) in
      let problem = problem(seed: UInt64(seed), patience: 100)
      return name == "sensitivity"
        ? run(SensitivitySearch(problem)) : run(EvolutionarySearch(problem))
    }
    let bytes = results.map(\.bytes).sorted()[2]
    let trials = results.map(\.trials).sorted()[2]
    #expect(Double(bytes) <= 1.03 * Double(optimum), "\(results), optimum \(optimum)")
    #expect(trials <= space.count / 40, "\(results)")
  }

  @Test(
    "Other goals: the most accurate within a bound, and the largest reward",
    arguments: [
      StudyGoal(target: .mostAccurate, constraints: [Constraint(.flashBytes, atMost: 500)]),
      StudyGoal(objective: .reward(memory: 0.05, energy: 0), target: .mostAccurate),
    ],
    ["sensitivity", "evolutionary"]
  )
  func otherGoals(goal: StudyGoal, name: String) throws {
    let rule = goal.rule(baseline: 0)
    // Place 0 is the best of all.
    var order: [Evaluation] = (0..<space.count).map { Self.evaluation(space.candidate(at: $0)) }
      .filter(rule.isFeasible)
    order.sort { rule.prefers(.complete(0, $0), to: .complete(0, $1)) }
    let places = try (1...5).map { seed -> Int in
      let problem = problem(seed: UInt64(seed), patience: 100, goal: goal)
      let trials =
        name == "sensitivity"
        ? trials(of: SensitivitySearch(problem)) : trials(of: EvolutionarySearch(problem))
      #expect(trials.count <= space.count / 20)
      let winner = try #require(rule.select(from: trials).winner)
      return order.count { rule.prefers(.complete(0, $0), to: winner) }
    }
    #expect(places.sorted()[2] <= order.count / 500, "\(places) of \(order.count)")
  }

  @Test(
    "Dear candidates are tried after cheap ones, fewer on each rung, and win where they are better"
  )
  func staged() {
    let staged = SearchSpace(
      dimensions: space.dimensions + [
        .init(key: "quantize.method", values: [.string("ptq"), .string("qat")]),
        .init(
          key: "quantize.qat.epochs",
          values: [.int(1), .int(3)],
          when: [.init(key: "quantize.method", values: [.string("qat")])]
        ),
      ]
    )
    // Training takes errors away: half of them, then three quarters.
    func figures(_ candidate: Candidate) -> Evaluation {
      var result = Self.evaluation(candidate)
      let epochs = candidate.int("quantize.qat.epochs")
      let rest = epochs == 0 ? 1 : epochs == 1 ? 0.5 : 0.25
      result.validationAccuracy = 1 - (1 - result.validationAccuracy) * rest
      return result
    }
    var problem = problem(seed: 3, patience: 60)
    problem.space = staged
    let strategy = StagedSearch.make(problem, promotions: 12, exploration: 200) {
      SensitivitySearch($0)
    }
    let trials = trials(of: strategy, batch: 16, figures)
    #expect(Set(trials.map(\.candidate)).count == trials.count)
    let rungs = trials.map { $0.candidate.int("quantize.qat.epochs") }
    #expect(rungs == rungs.sorted())
    #expect(rungs.count { $0 == 0 } <= 200)
    #expect(rungs.count { $0 == 1 } == 12)
    // The third that climbs on, and the neighbours of the best.
    #expect((1...16).contains(rungs.count { $0 == 3 }))
    let rule = SelectionRule(threshold: 0.98)
    guard let winner = rule.select(from: trials).winner?.evaluation,
      let cheap = rule.select(from: trials.filter { $0.candidate.int("quantize.qat.epochs") == 0 })
        .winner?.evaluation
    else {
      Issue.record("nothing was found")
      return
    }
    #expect(Double(winner.flashBytes) < 0.95 * Double(cheap.flashBytes))
  }
}
