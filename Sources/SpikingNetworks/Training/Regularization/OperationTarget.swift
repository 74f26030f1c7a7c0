/// A number of synaptic operations per sample; of rectifiers the sum of activations, each times the synapses behind it.
public enum OperationTarget: Codable, Hashable, Sendable {
  /// The part of the number with all neurons firing in every step, of rectifiers with all activations at 1; above 0 and at
  /// most 1.
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
