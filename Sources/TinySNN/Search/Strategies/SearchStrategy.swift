/// Chooses which candidates are tried next, from the trials so far; knows nothing of networks.
///
/// The driver asks for a batch, runs all of it, and tells the finished trials in ask order before it
/// asks again. A strategy is therefore a pure function of its seed and of what it was told: neither
/// the number of workers nor an interruption changes what it proposes. A strategy never proposes the
/// same candidate twice.
public protocol SearchStrategy: Sendable {
  /// Returns at most `count` candidates that were not proposed before; none means finished.
  ///
  /// - Precondition: `count` is positive, and everything asked before was told.
  mutating func ask(_ count: Int) -> [Candidate]

  /// Takes the finished trials of the last batch, one for each candidate, in ask order.
  mutating func tell(_ trials: [Trial])
}

extension SearchStrategy {
  /// Ignores the results: the default for strategies that do not learn from them.
  public mutating func tell(_ trials: [Trial]) {}
}
