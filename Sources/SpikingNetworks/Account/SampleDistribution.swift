/// How a count is distributed over samples.
public struct SampleDistribution: Codable, Hashable, Sendable {
  /// The mean.
  public var mean: Double
  /// The standard deviation of the samples, with one less than their number below; 0 for fewer than two.
  public var deviation: Double
  /// The smallest value.
  public var minimum: Double
  /// The middle value, between two the mean of both.
  public var median: Double
  /// The smallest value that at least 95 % of the samples do not exceed.
  public var percentile95: Double
  /// The largest value.
  public var maximum: Double

  /// Describes `values`; all figures are 0 without any.
  public init(_ values: [Int]) {
    let sorted = values.sorted()
    let count = sorted.count
    guard count > 0 else {
      (mean, deviation, minimum, median, percentile95, maximum) = (0, 0, 0, 0, 0, 0)
      return
    }
    let mean = Double(sorted.reduce(0, +)) / Double(count)
    let squares = sorted.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    self.mean = mean
    deviation = count > 1 ? (squares / Double(count - 1)).squareRoot() : 0
    minimum = Double(sorted[0])
    median = Double(sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    // The rank is that of whole numbers: 0.95 is none in binary.
    percentile95 = Double(sorted[(95 * count + 99) / 100 - 1])
    maximum = Double(sorted[count - 1])
  }

  private enum CodingKeys: String, CodingKey {
    case mean, median
    case deviation = "standard_deviation"
    case minimum = "min"
    case percentile95 = "percentile_95"
    case maximum = "max"
  }
}
