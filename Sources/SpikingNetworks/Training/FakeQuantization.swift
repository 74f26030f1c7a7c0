/// What makes a training compute its forward passes in integers.
///
/// The optimizer moves real parameters; before every forward pass integers are derived from them.
/// Gradients pass through the roundings unchanged (straight-through estimator; Bengio et al., arXiv
/// 1308.3432).
public struct FakeQuantization: Sendable {
  /// Returns the integers of each layer from the parameters and the scales of each layer's weights.
  public typealias Derivation =
    @Sendable (NetworkParameters, _ scales: [[Double]]) throws -> [IntegerLayerForm]

  /// The scales of each layer's weights at the beginning, one or one per channel.
  public var scales: [[Double]]
  /// Whether training moves the scales (LSQ; Esser et al., arXiv 1902.08153).
  public var learnsScales: Bool
  /// The key of the rate coding with which the integer network is evaluated.
  public var encodingSeed: UInt64
  /// The function that derives the integers; pure.
  public var derive: Derivation

  /// Creates a quantization.
  public init(
    scales: [[Double]],
    learnsScales: Bool,
    encodingSeed: UInt64,
    derive: @escaping Derivation
  ) {
    self.scales = scales
    self.learnsScales = learnsScales
    self.encodingSeed = encodingSeed
    self.derive = derive
  }
}

/// What a training in integers returns.
public struct QuantizedTraining: Sendable {
  /// The parameters of the selected epoch, from which the integers follow, with the figures of the
  /// integer network.
  public var model: TrainedModel
  /// The scales of each layer's weights that belong to them.
  public var scales: [[Double]]
}
