/// Turns candidates into figures: the seam between the search and everything that it searches over.
public protocol CandidateEvaluator: Sendable {
  /// Returns a text that is equal for two candidates if they are the same work.
  ///
  /// Keys that have no effect on a candidate (the bits of a decay that is a shift) are left out of it.
  ///
  /// - Throws: `CandidateRefused` if the candidate is no valid model; the trial fails with its reason.
  ///   Any other error ends the study.
  func canonicalKey(of candidate: Candidate) throws -> String

  /// Does the shared work of a batch, for example trains the float models that it needs.
  ///
  /// Called once a batch, from one thread, with the candidates that will be evaluated; may use all
  /// cores itself.
  func prepare(_ batch: [Candidate]) throws

  /// Returns the outcome of one candidate; called from several threads at once.
  ///
  /// - Throws: What ends the study. A candidate that cannot be a model is `.failed` instead.
  func evaluate(_ candidate: Candidate) throws -> EvaluationOutcome

  /// Whether the evaluation of a candidate takes so long that its outcome is kept at once, even before it
  /// can be recorded.
  func isDear(_ candidate: Candidate) -> Bool
}

extension CandidateEvaluator {
  /// Does nothing: the default for evaluators whose candidates share no work.
  public func prepare(_ batch: [Candidate]) throws {}

  /// False: the default for evaluators that are done in no time.
  public func isDear(_ candidate: Candidate) -> Bool { false }
}

/// How the evaluation of one candidate ended.
public enum EvaluationOutcome: Hashable, Sendable {
  /// All validation samples were evaluated.
  case complete(Evaluation)
  /// Given up early; the figures are those of the samples seen.
  case pruned(Evaluation)
  /// The candidate is no usable model, for example because a threshold became zero.
  case failed(reason: String)
}

/// Thrown for a candidate that is no valid model: its trial fails, the study goes on.
public struct CandidateRefused: Error, Hashable, CustomStringConvertible {
  /// What is wrong with it.
  public var reason: String

  /// Creates the error.
  public init(reason: String) {
    self.reason = reason
  }

  /// The reason.
  public var description: String { reason }
}
