import Synchronization

/// Counts the seconds that evaluations take, on whatever threads; those of float models count, their training does
/// not.
final class TimedEvaluator: CandidateEvaluator {
  private let evaluator: QuantizationEvaluator
  private let now: @Sendable () -> Double
  private let total = Mutex(0.0)

  /// Creates the clock of `evaluator`.
  init(_ evaluator: QuantizationEvaluator, now: @escaping @Sendable () -> Double) {
    self.evaluator = evaluator
    self.now = now
  }

  /// The seconds so far, summed over threads.
  var seconds: Double { total.withLock { $0 } }

  /// Counts `body` as an evaluation.
  func measure<Result>(_ body: () throws -> Result) rethrows -> Result {
    let (start, training) = (now(), evaluator.models.trainingSeconds)
    defer {
      let elapsed = now() - start - (evaluator.models.trainingSeconds - training)
      total.withLock { $0 += elapsed }
    }
    return try body()
  }

  func canonicalKey(of candidate: Candidate) throws -> String {
    try evaluator.canonicalKey(of: candidate)
  }

  func isDear(_ candidate: Candidate) -> Bool { evaluator.isDear(candidate) }

  func prepare(_ batch: [Candidate]) throws { try measure { try evaluator.prepare(batch) } }

  // All float models are there: `prepare` has trained them.
  func evaluate(_ candidate: Candidate) throws -> EvaluationOutcome {
    try measure { try evaluator.evaluate(candidate) }
  }
}
