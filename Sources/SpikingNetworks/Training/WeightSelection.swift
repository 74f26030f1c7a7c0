/// Describes which weights a training returns.
public enum WeightSelection: String, Codable, CaseIterable, Hashable, Sendable {
  /// Those of the last epoch.
  case last
  /// Those of the epoch with the highest accuracy on validation samples, the earlier one on a tie.
  case best
}
