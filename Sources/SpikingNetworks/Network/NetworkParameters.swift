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
public struct LayerParameters: Hashable, Sendable {
  /// The weights, row-major [kernel row][kernel column][input channel][output of the group].
  ///
  /// In a dense layer that is [input][output]: one row holds all synapses of one input, which is what
  /// an event-driven pass reads.
  public var weights: [Float]
  /// The constant currents, [channel]; empty without bias.
  public var bias: [Float]
  /// The weights from each neuron of the layer to each other, [from][to]; empty without recurrence.
  public var recurrentWeights: [Float]
  /// The decays, one or one per channel; empty if the layer has the fixed one of its specification.
  public var betas: [Float]
  /// The thresholds, one or one per channel; empty if the layer has the fixed one of its specification.
  public var thresholds: [Float]
  /// The normalisation, while it is not folded; nil without one.
  public var norm: BatchNormParameters?

  /// Creates the parameters of one layer.
  public init(
    weights: [Float],
    bias: [Float],
    recurrentWeights: [Float] = [],
    betas: [Float] = [],
    thresholds: [Float] = [],
    norm: BatchNormParameters? = nil
  ) {
    self.weights = weights
    self.bias = bias
    self.recurrentWeights = recurrentWeights
    self.betas = betas
    self.thresholds = thresholds
    self.norm = norm
  }
}

/// The trained numbers and running statistics of a batch normalisation, each [channel].
public struct BatchNormParameters: Hashable, Sendable {
  /// The factor of the normalised current.
  public var scale: [Float]
  /// What is added to it.
  public var shift: [Float]
  /// The running mean of the currents.
  public var mean: [Float]
  /// The running variance of the currents.
  public var variance: [Float]

  /// Creates parameters.
  public init(scale: [Float], shift: [Float], mean: [Float], variance: [Float]) {
    self.scale = scale
    self.shift = shift
    self.mean = mean
    self.variance = variance
  }

  /// The identity for `channels` channels of mean 0 and variance 1.
  public init(channels: Int) {
    self.init(
      scale: Array(repeating: 1, count: channels),
      shift: Array(repeating: 0, count: channels),
      mean: Array(repeating: 0, count: channels),
      variance: Array(repeating: 1, count: channels)
    )
  }
}
