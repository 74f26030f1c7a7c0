/// Describes what is corrected after conversion, from what calibration samples show.
public enum CorrectionRule: String, Codable, CaseIterable, Hashable, Sendable {
  /// Nothing.
  case none
  /// Biases, by the mean of what rounding did to the currents.
  case bias
  /// Thresholds, so that layers fire as often as those of the float model.
  case threshold
  /// Biases, then thresholds.
  case both
}
