/// A penalty added to the task loss: strength times what it punishes.
public struct RegularizerSpec: Codable, Hashable, Sendable {
  /// What is punished.
  public var penalty: Penalty
  /// The factor of the penalty; finite and not negative.
  public var strength: Double
  /// How the strength changes over the epochs.
  public var ramp: RampSpec
  /// The names of the layers that are punished, or nil for all that the penalty is about.
  public var layers: [String]?

  /// Creates a regularizer.
  public init(
    _ penalty: Penalty,
    strength: Double,
    ramp: RampSpec = .constant,
    layers: [String]? = nil
  ) {
    self.penalty = penalty
    self.strength = strength
    self.ramp = ramp
    self.layers = layers
  }

  /// Returns the penalty on synaptic operations of all layers.
  public static func synaptic(
    strength: Double,
    p: Int = 1,
    ramp: RampSpec = .constant
  ) -> RegularizerSpec {
    RegularizerSpec(.synaptic(p: p), strength: strength, ramp: ramp)
  }
}
