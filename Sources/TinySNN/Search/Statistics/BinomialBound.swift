/// What an accuracy on a set of samples says about the accuracy on all samples there could be.
///
/// The one-sided bound of Clopper and Pearson (*The use of confidence or fiducial limits illustrated in
/// the case of the binomial*, Biometrika 1934), exact for a model that was not chosen by these samples.
public enum BinomialBound {
  /// Returns the largest accuracy under which `correct` or more of `count` samples would be right with
  /// a probability of at most 1 - `confidence`.
  ///
  /// - Parameters:
  ///   - correct: The number of samples that are right, in 0...count.
  ///   - count: The number of samples, at least 1.
  ///   - confidence: In 0.5..<1.
  public static func lower(correct: Int, of count: Int, confidence: Double) -> Double {
    precondition(count > 0 && (0...count).contains(correct))
    guard correct > 0 else { return 0 }
    var (low, high) = (0.0, Double(correct) / Double(count))
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if probability(ofAtLeast: correct, of: count, middle) <= 1 - confidence {
        low = middle
      } else {
        high = middle
      }
    }
    return low
  }

  /// Returns the smallest number of right samples whose lower bound reaches `accuracy`, or nil if all
  /// of them do not.
  public static func needed(
    toReach accuracy: Double,
    of count: Int,
    confidence: Double
  ) -> Int? {
    precondition(count > 0)
    func isEnough(_ correct: Int) -> Bool {
      accuracy <= 0 || probability(ofAtLeast: correct, of: count, accuracy) <= 1 - confidence
    }
    guard isEnough(count) else { return nil }
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isEnough(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The probability of at least `least` successes in `count` draws that succeed with probability
  /// `rate`.
  ///
  /// Terms are multiplied up from the most probable one, in units of it: nothing leaves the range of a
  /// number, and no function of a system's library decides about a bit.
  static func probability(ofAtLeast least: Int, of count: Int, _ rate: Double) -> Double {
    guard least > 0 else { return 1 }
    guard rate > 0, least <= count else { return 0 }
    guard rate < 1 else { return 1 }
    let mode = min(Int(Double(count + 1) * rate), count)
    let odds = rate / (1 - rate)
    var (inside, all) = (mode >= least ? 1.0 : 0.0, 1.0)
    var term = 1.0
    for successes in stride(from: mode + 1, through: count, by: 1) {
      term *= Double(count - successes + 1) / Double(successes) * odds
      guard term > 0 else { break }
      all += term
      if successes >= least { inside += term }
    }
    term = 1
    for successes in stride(from: mode - 1, through: 0, by: -1) {
      term *= Double(successes + 1) / Double(count - successes) / odds
      guard term > 0 else { break }
      all += term
      if successes >= least { inside += term }
    }
    return inside / all
  }
}
