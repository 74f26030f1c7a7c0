import SpikingNetworks

/// Decides while a candidate is evaluated that it will not reach its target.
///
/// Samples come in random order without replacement from the N of the set, so that after m of them
/// with c correct ones the number K of correct ones in the whole set has, under a uniform prior, the
/// posterior K - c ~ BetaBinomial(N - m, c + 1, m - c + 1). The ratio of prior to posterior at the true
/// K is a martingale (Waudby-Smith and Ramdas, *Confidence sequences for sampling without
/// replacement*, NeurIPS 2020): however often one looks, the probability that it ever reaches
/// 1 / `error` is at most `error`. A candidate is given up when every K that reaches the target has
/// such a ratio; one that would have reached it is lost with probability `error` at most.
///
/// That is the probability over the orders of the samples, for one candidate. The candidates of a study share one
/// order, so that the expected part of the lost ones is bounded, but not that of one study: an order that deceives
/// about one candidate may deceive about others like it.
public struct FutilityTest: Sendable {
  /// The number of samples of the whole set.
  public let sampleCount: Int
  /// The number of correct ones that reaches the target.
  public let needed: Int
  /// The probability with which a candidate that reaches the target may be given up.
  ///
  /// Range 0..<1; 0 gives up only what cannot reach it any more.
  public let error: Double
  /// The samples between two looks.
  public let stride: Int
  /// [look]: the largest number of correct ones at which a candidate is given up after
  /// (look + 1) * stride samples; -1 where none is.
  private let limits: [Int]

  /// Prepares the test.
  ///
  /// - Parameters:
  ///   - sampleCount: The number of samples of the whole set, at least 1.
  ///   - accuracy: The accuracy to reach.
  ///   - error: The probability with which a candidate that reaches it may be given up, in 0..<1.
  ///   - stride: The samples between two looks, at least 1.
  public init(sampleCount: Int, reaching accuracy: Double, error: Double, stride: Int) {
    precondition(sampleCount > 0 && stride > 0 && (0..<1).contains(error))
    self.sampleCount = sampleCount
    self.error = error
    self.stride = stride
    needed = FutilityTest.needed(accuracy, of: sampleCount)
    let factorials = LogFactorials(upTo: sampleCount + 1)
    var limits: [Int] = []
    for seen in Swift.stride(from: stride, to: sampleCount, by: stride) {
      // More correct ones never speak against a candidate: the limit is found by bisection.
      var (low, high) = (-1, min(seen, needed - 1))
      while low < high {
        let middle = (low + high + 1) / 2
        let isOver = FutilityTest.isOver(
          correct: middle,
          of: seen,
          sampleCount,
          needed,
          error,
          factorials
        )
        if isOver { low = middle } else { high = middle - 1 }
      }
      limits.append(low)
    }
    self.limits = limits
  }

  /// Whether a candidate with `correct` of the first `seen` samples is given up.
  ///
  /// - Parameter seen: A multiple of `stride`, or all samples, which are always evaluated in full.
  public func givesUp(correct: Int, of seen: Int) -> Bool {
    let look = seen / stride - 1
    return seen % stride == 0 && limits.indices.contains(look) && correct <= limits[look]
  }

  /// The smallest number of correct ones whose part of `count` is at least `accuracy`.
  static func needed(_ accuracy: Double, of count: Int) -> Int {
    var result = Int((accuracy * Double(count)).rounded(.up))
    // The comparison of the selection decides, whatever the product was rounded to.
    while result > 0, Double(result - 1) / Double(count) >= accuracy { result -= 1 }
    while Double(result) / Double(count) < accuracy { result += 1 }
    return result
  }

  /// Whether `correct` of the first `seen` samples of `count` are too few to go on; what `limits` tabulates.
  static func isOver(
    correct: Int,
    of seen: Int,
    _ count: Int,
    _ needed: Int,
    _ error: Double,
    _ factorials: LogFactorials
  ) -> Bool {
    let (left, missing) = (count - seen, needed - correct)
    if missing > left { return true }
    // The posterior falls behind its mode, near the part that was correct so far: with the mode below
    // the target, the smallest K that reaches it is the most probable of those that do.
    guard error > 0, missing > 0, correct * count < needed * seen else { return false }
    let posterior =
      factorials.binomial(left, missing)
      + factorials.beta(missing + correct + 1, left - missing + seen - correct + 1)
      - factorials.beta(correct + 1, seen - correct + 1)
    return posterior <= PortableMath.log(error) - PortableMath.log(Double(count + 1))
  }
}

/// The logarithms of factorials.
struct LogFactorials {
  private let values: [Double]

  init(upTo largest: Int) {
    var values = [0.0]
    values.reserveCapacity(largest + 1)
    for number in 1...max(largest, 1) {
      values.append(values[number - 1] + PortableMath.log(Double(number)))
    }
    self.values = values
  }

  func binomial(_ count: Int, _ part: Int) -> Double {
    values[count] - values[part] - values[count - part]
  }

  /// log B(a, b) for whole numbers of at least 1, whose sum is at most one above the largest factorial.
  func beta(_ a: Int, _ b: Int) -> Double { values[a - 1] + values[b - 1] - values[a + b - 1] }
}
