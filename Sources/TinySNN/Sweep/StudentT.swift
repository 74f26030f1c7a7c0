import Foundation

/// Student's distribution of the mean of a few measurements (*The probable error of a mean*, Biometrika 1908).
enum StudentT {
  /// Returns the t that the absolute value of a mean over its standard error exceeds with a probability of
  /// 1 - `confidence`.
  ///
  /// - Parameters:
  ///   - confidence: Between 0 and 1, ends excluded.
  ///   - degreesOfFreedom: The number of measurements less 1, at least 1.
  static func quantile(confidence: Double, degreesOfFreedom: Int) -> Double {
    precondition(confidence > 0 && confidence < 1 && degreesOfFreedom >= 1)
    var (low, high) = (0.0, 1.0)
    while probability(within: high, degreesOfFreedom: degreesOfFreedom) < confidence { high *= 2 }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if probability(within: middle, degreesOfFreedom: degreesOfFreedom) < confidence {
        low = middle
      } else {
        high = middle
      }
    }
    return (low + high) / 2
  }

  /// Returns the probability that the absolute value is at most `t`.
  ///
  /// The finite series of Abramowitz and Stegun, *Handbook of mathematical functions*, 26.7.3 and 26.7.4.
  static func probability(within t: Double, degreesOfFreedom: Int) -> Double {
    let freedom = Double(degreesOfFreedom)
    let sine = t / (freedom + t * t).squareRoot()
    let squaredCosine = freedom / (freedom + t * t)
    let isOdd = !degreesOfFreedom.isMultiple(of: 2)
    // The term of the lowest power; each following one has the square of the cosine and a ratio more.
    var term = isOdd ? squaredCosine.squareRoot() : 1
    var sum = 0.0
    for power in stride(from: isOdd ? 1 : 0, through: degreesOfFreedom - 2, by: 2) {
      sum += term
      term *= squaredCosine * Double(power + 1) / Double(power + 2)
    }
    guard isOdd else { return sine * sum }
    return 2 / Double.pi * (atan(t / freedom.squareRoot()) + sine * sum)
  }
}
