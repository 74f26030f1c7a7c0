/// What makes a training compute its forward passes in integers.
///
/// The optimizer moves real parameters; before every forward pass integers are derived from them.
/// Gradients pass through the roundings unchanged (straight-through estimator; Bengio et al., arXiv
/// 1308.3432).
public struct FakeQuantization: Sendable {
  /// Returns the integers of each layer from the parameters under a point.
  public typealias Derivation =
    @Sendable (NetworkParameters, QuantizationPoint) throws -> [IntegerLayerForm]
  /// Returns the point that suits parameters, given the one before; keeps its scales where they are
  /// learned.
  public typealias Choice =
    @Sendable (NetworkParameters, QuantizationPoint) throws -> QuantizationPoint

  /// The point at the beginning.
  public var point: QuantizationPoint
  /// Whether training moves the scales (LSQ; Esser et al., arXiv 1902.08153).
  public var learnsScales: Bool
  /// The key of the rate coding with which the integer network is evaluated.
  public var encodingSeed: UInt64
  /// The function that derives the integers; pure.
  public var derive: Derivation
  /// The function, a pure one, that chooses the point anew at the beginning of every epoch but the first.
  ///
  /// nil keeps the point, apart from learned scales.
  public var choose: Choice?

  /// Creates a quantization.
  public init(
    point: QuantizationPoint,
    learnsScales: Bool,
    encodingSeed: UInt64,
    derive: @escaping Derivation,
    choose: Choice? = nil
  ) {
    self.point = point
    self.learnsScales = learnsScales
    self.encodingSeed = encodingSeed
    self.derive = derive
    self.choose = choose
  }
}

/// What a training in integers returns.
public struct QuantizedTraining: Sendable {
  /// The parameters of the selected epoch, from which the integers follow, with the figures of the
  /// integer network.
  public var model: TrainedModel
  /// The scales and guard bits that belong to them.
  public var point: QuantizationPoint
}
