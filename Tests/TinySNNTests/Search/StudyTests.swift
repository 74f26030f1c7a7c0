import Foundation
import Synchronization
import Testing
import TinySNN

@Suite struct StudyTests {
  private struct Broken: Error {}

  @Test("A study evaluates every candidate of a grid once")
  func grid() throws {
    let evaluator = FormulaEvaluator()
    let result = try StudyHarness().run(GridSearch(space: .small), evaluator)
    #expect(result.end == .strategyFinished)
    #expect(result.trials.map(\.number) == Array(0..<112))
    #expect(result.counts.complete == 112)
    #expect(Set(evaluator.evaluated).count == 112)
    #expect(evaluator.prepared == Array(repeating: 8, count: 14))
  }

  @Test("Candidates that are the same work are evaluated once and marked", arguments: [1, 3])
  func deduplication(jobs: Int) throws {
    let evaluator = FormulaEvaluator(key: { "\($0.int("units"))/\($0.int("bits"))" })
    let result = try StudyHarness().run(GridSearch(space: .small), evaluator, jobs: jobs)
    #expect(evaluator.evaluated.count == 56)
    #expect(result.counts.complete == 56)
    #expect(result.counts.duplicates == 56)
    for trial in result.trials {
      let original = trial.duplicateOf.map { result.trials[$0] } ?? trial
      #expect(original.number <= trial.number && original.duplicateOf == nil)
      #expect(original.id == trial.id && original.evaluation == trial.evaluation)
    }
  }

  @Test("The trial budget counts evaluated trials, not duplicates")
  func trialBudget() throws {
    let evaluator = FormulaEvaluator(key: { "\($0.int("units"))/\($0.int("bits"))" })
    let result = try StudyHarness().run(
      GridSearch(space: .small),
      evaluator,
      budget: StudyBudget(trials: 21)
    )
    #expect(result.end == .trialBudget)
    #expect(result.counts.total == 21)
    #expect(evaluator.evaluated.count == 21)
  }

  @Test("A space of duplicates ends, however large it is")
  func endlessDuplicates() throws {
    let space = SearchSpace(dimensions: [
      .init(key: "a", values: (0..<4096).map { .int($0) }),
      .init(key: "b", values: (0..<4096).map { .int($0) }),
    ])
    let result = try StudyHarness().run(
      RandomSearch(space: space, seed: 1),
      FormulaEvaluator(key: { _ in "same" }),
      budget: StudyBudget(trials: 3),
      batchSize: 32
    )
    #expect(result.end == .trialBudget)
    #expect(result.counts.total == 1)
  }

  @Test("Failed, pruned, refused and non-finite candidates keep their state and do not win")
  func states() throws {
    let evaluator = FormulaEvaluator(
      key: { candidate in
        if candidate.int("bits") == 2 { throw CandidateRefused(reason: "2 bits \"are\" few\n") }
        return "\(candidate.assignments)"
      },
      outcome: { candidate in
        switch candidate.int("bits") {
        case 3: .failed(reason: "threshold is zero")
        case 4: .pruned(.with(accuracy: 1, bytes: 1))
        case 5: .complete(.with(accuracy: .nan, bytes: 1))
        default: .complete(.formula(candidate))
        }
      }
    )
    let harness = try StudyHarness()
    let result = try harness.run(GridSearch(space: .small), evaluator)
    #expect(result.counts.failed == 48)
    #expect(result.counts.pruned == 16)
    #expect(result.counts.complete == 48)
    #expect(result.trials[0].state == .failed(reason: "2 bits \"are\" few\n"))
    let winner = SelectionRule(threshold: 0.5).select(from: result.trials).winner
    #expect(winner?.candidate.int("bits") == 6)
    let recorded = try JournalContents(contentsOf: harness.journalPath)
    #expect(recorded.trials == result.trials)
    #expect(recorded.end == .strategyFinished)
  }

  @Test(
    "An error of the evaluator ends the study after what came before is recorded",
    arguments: [1, 4]
  )
  func evaluatorError(jobs: Int) throws {
    let bad = SearchSpace.small.candidate(at: 21)
    let evaluator = FormulaEvaluator { candidate in
      if candidate == bad { throw Broken() }
      return .complete(.formula(candidate))
    }
    let harness = try StudyHarness()
    #expect(throws: Broken.self) {
      try harness.run(GridSearch(space: .small), evaluator, jobs: jobs)
    }
    let recorded = try JournalContents(contentsOf: harness.journalPath)
    #expect(TrialCounts(recorded.trials).complete == 21)
    let result = try harness.run(GridSearch(space: .small), FormulaEvaluator(), resume: true)
    #expect(result.counts.complete == 112)
  }

  @Test(
    "An interruption ends between trials; resuming gives the journal of an undisturbed run",
    arguments: [1, 4]
  )
  func cancellation(jobs: Int) throws {
    let undisturbed = try StudyHarness()
    let expected = try undisturbed.run(RandomSearch(space: .small, seed: 2), FormulaEvaluator())

    let harness = try StudyHarness()
    let count = Mutex(0)
    var evaluated: [Candidate] = []
    var result = StudyResult(trials: [], end: .cancelled)
    while result.end == .cancelled {
      let evaluator = FormulaEvaluator { candidate in
        count.withLock { $0 += 1 }
        return .complete(.formula(candidate))
      }
      result = try harness.run(
        RandomSearch(space: .small, seed: 2),
        evaluator,
        jobs: jobs,
        resume: true,
        isCancelled: {
          count.withLock { count in
            defer { if count >= 13 { count = 0 } }
            return count >= 13
          }
        }
      )
      evaluated += evaluator.evaluated
    }
    #expect(result == expected)
    #expect(evaluated.count == 112)
    #expect(try harness.bytes == undisturbed.bytes)
  }

  @Test("When the time is over the study ends and stays ended")
  func timeBudget() throws {
    let harness = try StudyHarness()
    let evaluator = FormulaEvaluator()
    let result = try harness.run(
      GridSearch(space: .small),
      evaluator,
      budget: StudyBudget(isTimeOver: { evaluator.evaluated.count >= 13 })
    )
    #expect(result.end == .timeBudget)
    #expect(result.counts.complete == 13)
    #expect(result.trials.count { $0.state == .running } == 3)
    let before = try harness.bytes
    let again = try harness.run(GridSearch(space: .small), FormulaEvaluator(), resume: true)
    #expect(again == result)
    #expect(try harness.bytes == before)
  }

  @Test("Progress comes in trial order with the best so far")
  func progress() throws {
    let recorder = RecordingProgress()
    let result = try StudyHarness().run(
      RandomSearch(space: .small, seed: 4),
      FormulaEvaluator(),
      jobs: 4,
      progress: recorder
    )
    #expect(recorder.trials.map(\.trial) == result.trials)
    #expect(recorder.trials.map(\.counts.complete) == Array(1...112))
    let rule = SelectionRule(threshold: 0.9)
    for (index, progress) in recorder.trials.enumerated() {
      switch rule.select(from: result.trials.prefix(index + 1)) {
      case .feasible(let winner):
        #expect(progress.best == winner && progress.isBestFeasible)
      case .infeasible(let closest):
        #expect(progress.best == closest && !progress.isBestFeasible)
      }
    }
  }

  @Test("A journal of another strategy is refused where it differs")
  func divergence() throws {
    let harness = try StudyHarness()
    _ = try harness.run(
      GridSearch(space: .small),
      FormulaEvaluator(),
      isCancelled: cancelAfter(20)
    )
    #expect(throws: JournalError.self) {
      try harness.run(RandomSearch(space: .small, seed: 1), FormulaEvaluator(), resume: true)
    }
  }

  private func cancelAfter(_ calls: Int) -> @Sendable () -> Bool {
    let counter = Counter()
    return { counter.next() > calls }
  }

  private final class Counter: Sendable {
    private let value = Mutex(0)
    func next() -> Int {
      value.withLock {
        $0 += 1
        return $0
      }
    }
  }
}
