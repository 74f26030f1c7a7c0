import Foundation
import SpikingNetworks
import Synchronization
import Testing

@testable import TinySNN

/// What becomes of outcomes that cannot be recorded yet.
@Suite struct BatchRunnerTests {
  private struct Broken: Error {}

  /// A formula whose evaluations may be dear.
  private struct Evaluator: CandidateEvaluator {
    var dear: Bool
    var formula: FormulaEvaluator

    func canonicalKey(of candidate: Candidate) throws -> String {
      try formula.canonicalKey(of: candidate)
    }
    func evaluate(_ candidate: Candidate) throws -> EvaluationOutcome {
      try formula.evaluate(candidate)
    }
    func isDear(_ candidate: Candidate) -> Bool { dear }
  }

  private func study(
    _ harness: StudyHarness,
    _ evaluator: Evaluator,
    jobs: Int,
    budget: StudyBudget = StudyBudget(),
    pause: (@Sendable () -> Void)? = nil,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> Study {
    // Threads of its own: a trial waits for the others.
    let pool = WorkerPool(workers: jobs)
    return Study(
      evaluator: evaluator,
      budget: budget,
      batchSize: 8,
      workers: StudyWorkers(jobs: jobs) { pool.run($0, $1) },
      outcomes: outcomes(harness),
      pause: pause,
      isCancelled: isCancelled
    )
  }

  private func outcomes(_ harness: StudyHarness) -> OutcomeFolder {
    OutcomeFolder(path: harness.directory.file("work"), header: harness.header)
  }

  private func files(_ harness: StudyHarness) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: harness.directory.file("work"))) ?? []
  }

  private func run(_ study: Study, in harness: StudyHarness, resume: Bool) throws -> StudyResult {
    let journal = try StudyJournal(
      path: harness.journalPath,
      header: harness.header,
      resume: resume
    )
    return try study.run(GridSearch(space: .small), journal: journal)
  }

  /// Returns true as soon as `condition` holds, false after 20 seconds.
  private static func wait(until condition: () -> Bool) -> Bool {
    for _ in 0..<20_000 {
      if condition() { return true }
      usleep(1000)
    }
    return false
  }

  @Test(
    "What waits behind an interrupted trial is kept, and not evaluated again; what is dear is kept at once",
    arguments: [false, true]
  )
  func kept(isDear: Bool) throws {
    let undisturbed = try StudyHarness()
    let expected = try undisturbed.run(GridSearch(space: .small), FormulaEvaluator())

    let harness = try StudyHarness()
    let first = SearchSpace.small.candidate(at: 0)
    let done = Mutex<[Candidate]>([])
    let path = harness.directory.file("work")
    let evaluator = Evaluator(
      dear: isDear,
      formula: FormulaEvaluator { candidate in
        guard candidate == first else {
          done.withLock { $0.append(candidate) }
          return .complete(.formula(candidate))
        }
        // A training that Ctrl-C ends while the others are long done.
        let isReached = Self.wait {
          guard isDear else { return done.withLock { $0.count } == 7 }
          let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
          return names.count { $0.hasSuffix(".jsonl") } == 7
        }
        throw isReached ? Interrupted() : Broken() as any Error
      }
    )
    #expect(throws: Interrupted.self) {
      try run(study(harness, evaluator, jobs: 2), in: harness, resume: false)
    }
    let recorded = try JournalContents(contentsOf: harness.journalPath).trials
    #expect(recorded.count == 8 && recorded.allSatisfy { $0.state == .running })
    #expect(files(harness).count == 7)

    let again = FormulaEvaluator()
    let result = try run(
      study(harness, Evaluator(dear: isDear, formula: again), jobs: 1),
      in: harness,
      resume: true
    )
    #expect(result == expected)
    #expect(again.evaluated.count == 112 - 7)
    #expect(Set(again.evaluated).isDisjoint(with: done.withLock { $0 }))
    #expect(try harness.bytes == undisturbed.bytes)
  }

  @Test("A study that nothing disturbs leaves no outcomes beside its journal", arguments: [1, 3])
  func nothingKept(jobs: Int) throws {
    let harness = try StudyHarness()
    let evaluator = Evaluator(dear: false, formula: FormulaEvaluator())
    _ = try run(study(harness, evaluator, jobs: jobs), in: harness, resume: false)
    #expect(files(harness).isEmpty)
  }

  @Test(
    "A study whose time is over counts what the journal has, not what lies behind an open trial"
  )
  func timeOver() throws {
    let harness = try StudyHarness()
    let evaluator = Evaluator(dear: false, formula: FormulaEvaluator())
    let folder = outcomes(harness)
    let isOver = Mutex(false)
    let path = harness.journalPath
    let pause: @Sendable () -> Void = {
      let trials = (try? JournalContents(contentsOf: path).trials) ?? []
      for number in [0, 1, 3] {
        try? folder.write(.complete(.formula(trials[number].candidate)), of: trials[number])
      }
      isOver.withLock { $0 = true }
    }
    let collector = study(
      harness,
      evaluator,
      jobs: 1,
      budget: StudyBudget(isTimeOver: { isOver.withLock { $0 } }),
      pause: pause
    )
    let result = try run(collector, in: harness, resume: false)
    #expect(result.end == .timeBudget)
    #expect(result.trials.prefix(4).map(\.state) == [.complete, .complete, .running, .running])
    #expect(try JournalContents(contentsOf: harness.journalPath).trials == result.trials)
  }

  @Test(
    "Ending on request records what workers have done up to the first open trial, and needs a trial"
  )
  func finish() throws {
    let harness = try StudyHarness()
    let evaluator = Evaluator(dear: false, formula: FormulaEvaluator())
    let open = study(harness, evaluator, jobs: 1, pause: {}, isCancelled: { true })
    // Refused at once: nothing has been asked.
    func journal() throws -> StudyJournal {
      try StudyJournal(path: harness.journalPath, header: harness.header, resume: true)
    }
    #expect(throws: MissingInput.self) { try open.finish(journal()) }
    let asks = Mutex(0)
    let begun = study(
      harness,
      evaluator,
      jobs: 1,
      pause: {},
      isCancelled: {
        asks.withLock { count in
          count += 1
          return count > 1
        }
      }
    )
    #expect(try run(begun, in: harness, resume: true).end == .cancelled)
    #expect(throws: MissingInput.self) { try open.finish(journal()) }
    let trials = try JournalContents(contentsOf: harness.journalPath).trials
    #expect(trials.count == 8)
    for number in [0, 1, 3] {
      try outcomes(harness).write(
        .complete(.formula(trials[number].candidate)),
        of: trials[number]
      )
    }
    let result = try open.finish(journal())
    #expect(result.end == .requested)
    #expect(result.trials.count { $0.state == .complete } == 2)
    let recorded = try JournalContents(contentsOf: harness.journalPath)
    #expect(recorded.trials == result.trials && recorded.end == .requested)
    #expect(evaluator.formula.evaluated.isEmpty)
  }
}
