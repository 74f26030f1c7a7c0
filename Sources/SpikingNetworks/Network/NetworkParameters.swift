/// The trained numbers of a network, one element per layer.
public struct NetworkParameters: Codable, Hashable, Sendable {
  /// The parameters of each layer, in processing order.
  public var layers: [LayerParameters]

  /// Creates a set of parameters.
  public init(layers: [LayerParameters]) {
    self.layers = layers
  }
}

/// The trained numbers of one layer.
public struct LayerParameters: Codable, Hashable, Sendable {
  /// The weights, row-major [input][output].
  ///
  /// One row holds all synapses of one input, which is what an event-driven pass reads.
  public var weights: [Float]
  /// The constant currents, [output]; empty without bias.
  public var bias: [Float]

  /// Creates the parameters of one layer.
  public init(weights: [Float], bias: [Float]) {
    self.weights = weights
    self.bias = bias
  }
}
