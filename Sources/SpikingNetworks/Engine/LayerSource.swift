/// Describes what enters a layer.
enum LayerSource: Sendable {
  /// The sample itself, as real numbers (direct coding).
  case values
  /// Spikes: drawn from the sample (rate coding), or its frames (events).
  case bits
  /// The spikes of the layer before.
  case spikes
  /// The activations of the rectifiers before, as real numbers.
  case activations

  /// Whether inputs are real numbers, not zeros and ones.
  var isValued: Bool {
    switch self {
    case .values, .activations: true
    case .bits, .spikes: false
    }
  }
}
