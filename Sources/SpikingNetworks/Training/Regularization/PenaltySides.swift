/// Which deviations from a target are punished.
public enum PenaltySides: String, Codable, CaseIterable, Hashable, Sendable {
  case both, above, below

  /// Returns the part of `deviation` that counts.
  func part(of deviation: Double) -> Double {
    switch self {
    case .both: deviation
    case .above: max(0, deviation)
    case .below: min(0, deviation)
    }
  }
}
