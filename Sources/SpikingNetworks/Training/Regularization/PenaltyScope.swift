/// What a penalty takes as one whole.
public enum PenaltyScope: String, Codable, CaseIterable, Hashable, Sendable {
  /// All neurons of the network together.
  case network
  /// The neurons of each layer; the penalty is the mean over layers.
  case layer
}
