/// A regression that gives every value of every dimension a number and adds them up.
///
/// Ridge regression on indicators with weights, read as Bayesian: the prediction has a variance that
/// grows away from the points that were seen (Bishop, *Pattern Recognition and Machine Learning*, 2006,
/// section 3.3).
struct AdditiveModel {
  /// What a point is expected to give.
  struct Prediction {
    var mean: Double
    /// The standard deviation of one observation there.
    var deviation: Double
  }

  private let offsets: [Int]
  private let size: Int
  /// The inverse of X'WX + lambda, row by row.
  private let inverse: [Double]
  private var coefficients: [Double]
  private var mean: Double
  private var variance: Double

  /// Fits the model to `values` at `points`.
  ///
  /// - Parameters:
  ///   - sizes: The number of values of each dimension.
  ///   - points: At least one.
  ///   - values: One for each point.
  ///   - weights: How much each point counts, positive.
  ///   - ridge: What is added to the diagonal: the number of observations that a coefficient needs before
  ///     it moves half of the way.
  ///   - floor: The smallest standard deviation of an observation.
  init(
    sizes: [Int],
    points: [SpacePoint],
    values: [Double],
    weights: [Double],
    ridge: Double,
    floor: Double
  ) {
    precondition(!points.isEmpty && points.count == values.count && points.count == weights.count)
    var offsets: [Int] = []
    var size = 0
    for count in sizes {
      offsets.append(size)
      size += count
    }
    self.offsets = offsets
    self.size = size
    let total = weights.reduce(0, +)
    var mean = 0.0
    for (value, weight) in zip(values, weights) { mean += value * weight / total }
    self.mean = mean
    var matrix = [Double](repeating: 0, count: size * size)
    var right = [Double](repeating: 0, count: size)
    for (point, (value, weight)) in zip(points, zip(values, weights)) {
      let columns = zip(offsets, point).map { $0 + $1 }
      for row in columns {
        right[row] += weight * (value - mean)
        for column in columns where column <= row { matrix[row * size + column] += weight }
      }
    }
    for place in 0..<size { matrix[place * size + place] += ridge }
    Self.factorize(&matrix, size)
    var inverse = [Double](repeating: 0, count: size * size)
    for column in 0..<size {
      var unit = [Double](repeating: 0, count: size)
      unit[column] = 1
      Self.solveForward(matrix, size, &unit)
      Self.solveBackward(matrix, size, &unit)
      for row in 0..<size { inverse[row * size + column] = unit[row] }
    }
    self.inverse = inverse
    coefficients = (0..<size).map { row in
      (0..<size).reduce(0) { $0 + inverse[row * size + $1] * right[$1] }
    }
    variance = 0
    var residuals = 0.0
    for (point, (value, weight)) in zip(points, zip(values, weights)) {
      let error = value - predictedMean(point)
      residuals += weight * error * error
    }
    variance = max(residuals / total, floor * floor)
  }

  /// Returns what `point` is expected to give.
  func callAsFunction(_ point: SpacePoint) -> Prediction {
    // x' A^-1 x, x being 1 in a column of each dimension.
    var leverage = 0.0
    for (rowOffset, rowPosition) in zip(offsets, point) {
      let row = (rowOffset + rowPosition) * size
      for (offset, position) in zip(offsets, point) { leverage += inverse[row + offset + position] }
    }
    return Prediction(
      mean: predictedMean(point),
      deviation: (variance * (1 + leverage)).squareRoot()
    )
  }

  private func predictedMean(_ point: SpacePoint) -> Double {
    var sum = mean
    for (offset, position) in zip(offsets, point) { sum += coefficients[offset + position] }
    return sum
  }

  /// Replaces the lower triangle of a positive definite matrix by its Cholesky factor.
  private static func factorize(_ matrix: inout [Double], _ size: Int) {
    for row in 0..<size {
      for column in 0...row {
        var sum = matrix[row * size + column]
        for place in 0..<column {
          sum -= matrix[row * size + place] * matrix[column * size + place]
        }
        matrix[row * size + column] =
          row == column ? max(sum, 1e-12).squareRoot() : sum / matrix[column * size + column]
      }
    }
  }

  private static func solveForward(_ factor: [Double], _ size: Int, _ vector: inout [Double]) {
    for row in 0..<size {
      var sum = vector[row]
      for column in 0..<row { sum -= factor[row * size + column] * vector[column] }
      vector[row] = sum / factor[row * size + row]
    }
  }

  private static func solveBackward(_ factor: [Double], _ size: Int, _ vector: inout [Double]) {
    for row in (0..<size).reversed() {
      var sum = vector[row]
      for below in stride(from: row + 1, to: size, by: 1) {
        sum -= factor[below * size + row] * vector[below]
      }
      vector[row] = sum / factor[row * size + row]
    }
  }
}
