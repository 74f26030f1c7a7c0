import Dispatch
import Foundation
import TinySNN

/// Runs studies in a folder of its own.
struct StudyHarness {
  let directory: TemporaryDirectory
  let header = JournalHeader(configHash: "c0ffee", version: "0.0.0", seed: 7)

  init() throws { directory = try TemporaryDirectory() }

  var journalPath: String { directory.file("journal.jsonl") }
  var bytes: Data { get throws { try Data(contentsOf: URL(fileURLWithPath: journalPath)) } }

  func write(_ journal: Data) throws {
    try journal.write(to: URL(fileURLWithPath: journalPath))
  }

  static func workers(_ jobs: Int) -> StudyWorkers {
    guard jobs > 1 else { return .serial }
    return StudyWorkers(jobs: jobs) { count, body in
      DispatchQueue.concurrentPerform(iterations: count, execute: body)
    }
  }

  func run(
    _ strategy: any SearchStrategy,
    _ evaluator: any CandidateEvaluator,
    jobs: Int = 1,
    budget: StudyBudget = StudyBudget(),
    batchSize: Int = 8,
    resume: Bool = false,
    progress: any ProgressReporter = SilentProgress(),
    goal: StudyGoal = StudyGoal(target: .atLeast(0.9)),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> StudyResult {
    let journal = try StudyJournal(path: journalPath, header: header, resume: resume)
    let study = Study(
      evaluator: evaluator,
      budget: budget,
      batchSize: batchSize,
      workers: Self.workers(jobs),
      progress: progress,
      goal: goal,
      isCancelled: isCancelled
    )
    return try study.run(strategy, journal: journal)
  }
}
