/// What a few measurements of one figure say: their mean, how far they scatter, and how sure the mean is.
public struct SampleStatistics: Codable, Hashable, Sendable {
  /// The number of measurements, at least 1.
  public let count: Int
  /// Their mean.
  public let mean: Double
  /// Their standard deviation, with n - 1 under the sum; nil for one measurement.
  public let deviation: Double?
  /// The half width of the 95 % interval of the mean by Student's t; nil for one measurement.
  ///
  /// It takes the measurements for independent draws of a normal distribution, unless they come from folds.
  public let halfWidth: Double?

  /// Measures `values`; nil without any.
  ///
  /// - Parameters:
  ///   - values: The measurements.
  ///   - folds: The number of folds that the samples were divided into, each of which was the test part of some of the
  ///     measurements. They share training samples: the variance of their mean is then taken as
  ///     s^2 (1 / n + 1 / (folds - 1)), where 1 / (folds - 1) is the ratio of test and training samples. Nadeau and
  ///     Bengio, *Inference for the generalization error*, Machine Learning 2003.
  init?(_ values: [Double], folds: Int? = nil) {
    guard !values.isEmpty else { return nil }
    count = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    guard values.count > 1 else {
      (deviation, halfWidth) = (nil, nil)
      return
    }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / Double(values.count - 1)).squareRoot()
    self.deviation = deviation
    let shared = folds.map { $0 > 1 ? 1 / Double($0 - 1) : 0 } ?? 0
    halfWidth =
      StudentT.quantile(confidence: 0.95, degreesOfFreedom: values.count - 1) * deviation
      * (1 / Double(values.count) + shared).squareRoot()
  }

  /// Returns the middle of `values`, the mean of the two in the middle of an even number; nil without any.
  static func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  private enum CodingKeys: String, CodingKey {
    case count, mean, deviation
    case halfWidth = "half_width"
  }
}
