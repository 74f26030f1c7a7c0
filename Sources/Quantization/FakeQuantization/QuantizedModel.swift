import SpikingNetworks

/// What quantization-aware training returns: an integer network, and what it was derived from.
public struct QuantizedModel: Codable, Hashable, Sendable {
  /// The real parameters that were trained, with the figures of the integer network.
  public var model: TrainedModel
  /// The weight scales and guard bits under which they become the integers.
  public var point: QuantizationPoint
  /// The integers: those of the forward passes with these parameters.
  public var network: QuantizedNetwork

  /// Creates a quantized model.
  public init(model: TrainedModel, point: QuantizationPoint, network: QuantizedNetwork) {
    self.model = model
    self.point = point
    self.network = network
  }
}
