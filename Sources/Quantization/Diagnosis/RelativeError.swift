/// What rounding did to a group of numbers, relative to their root mean square.
///
/// Where all of the numbers are 0, the errors are absolute.
public struct RelativeError: Codable, Hashable, Sendable {
  /// The largest magnitude of an error.
  public var largest: Double
  /// The root mean square of the errors.
  public var rootMeanSquare: Double

  /// Creates an error.
  public init(largest: Double, rootMeanSquare: Double) {
    self.largest = largest
    self.rootMeanSquare = rootMeanSquare
  }

  /// Compares `values` with what became of them.
  ///
  /// - Precondition: `values` and `results` have the same number of elements, at least one.
  init(of values: [Double], becoming results: [Double]) {
    precondition(values.count == results.count && !values.isEmpty)
    func rootMeanSquare(_ numbers: [Double]) -> Double {
      (numbers.reduce(0) { $0 + $1 * $1 } / Double(numbers.count)).squareRoot()
    }
    let errors = zip(values, results).map { $1 - $0 }
    let magnitude = rootMeanSquare(values)
    let unit = magnitude > 0 ? magnitude : 1
    self.init(
      largest: errors.reduce(0) { max($0, abs($1)) } / unit,
      rootMeanSquare: rootMeanSquare(errors) / unit
    )
  }

  private enum CodingKeys: String, CodingKey {
    case largest
    case rootMeanSquare = "root_mean_square"
  }
}
