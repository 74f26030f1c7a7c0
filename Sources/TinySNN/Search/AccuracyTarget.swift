/// The validation accuracy that a model must reach.
public enum AccuracyTarget: Codable, Hashable, Sendable {
  /// At least this fraction. Range 0...1.
  case atLeast(Double)
  /// At most so many percentage points below the float baseline. Not negative.
  case within(points: Double)
  /// No bound: the most accurate model that keeps the constraints.
  case mostAccurate

  /// Returns the accuracy to reach, nil for `.mostAccurate`.
  ///
  /// - Parameter baseline: The validation accuracy of the float model. Range 0...1.
  public func threshold(baseline: Double) -> Double? {
    switch self {
    case .atLeast(let accuracy): accuracy
    // The margin keeps a difference of exactly `points` inside, whatever binary fractions make of it.
    case .within(let points): max(0, baseline - points / 100 - 1e-12)
    case .mostAccurate: nil
    }
  }
}
