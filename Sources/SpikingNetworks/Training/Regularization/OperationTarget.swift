/// A number of synaptic operations per sample.
public enum OperationTarget: Codable, Hashable, Sendable {
  /// The part of the largest number possible, all neurons firing in every step; above 0 and at most 1.
  case fraction(Double)
  /// The number itself; above 0.
  case operations(Double)

  /// Returns the number of operations if `possible` is the largest.
  func operations(of possible: Double) -> Double {
    switch self {
    case .fraction(let fraction): fraction * possible
    case .operations(let operations): operations
    }
  }
}
