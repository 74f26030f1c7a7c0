import FixedPoint

/// The precisions of a whole network, one element per layer.
public struct QuantizationSpec: Codable, Hashable, Sendable {
  /// The precisions of each layer, in processing order.
  public var layers: [LayerQuantization]

  /// Creates a specification.
  public init(layers: [LayerQuantization]) {
    self.layers = layers
  }
}

/// The precisions of one layer: each kind of number has its own.
public struct LayerQuantization: Codable, Hashable, Sendable {
  /// The synaptic weights.
  public var weights: WeightQuantization
  /// The constant currents.
  public var bias: ParameterQuantization
  /// The firing thresholds.
  public var threshold: ParameterQuantization
  /// The membrane decay.
  public var decay: DecayQuantization
  /// The membrane.
  public var membrane: MembraneQuantization
  /// The weighted sum of one step.
  public var accumulator: AccumulatorQuantization
  /// The membrane after a spike, under a reset to a value.
  public var reset: ParameterQuantization
  /// The synaptic current, where a layer has one.
  public var synapse: SynapseQuantization
  /// The rise of the threshold, where it adapts.
  public var adaptation: AdaptationQuantization

  /// Creates the precisions of a layer.
  public init(
    weights: WeightQuantization,
    bias: ParameterQuantization,
    threshold: ParameterQuantization,
    decay: DecayQuantization,
    membrane: MembraneQuantization,
    accumulator: AccumulatorQuantization = .unbounded,
    reset: ParameterQuantization = ParameterQuantization(bits: 8, rounding: .halfEven),
    synapse: SynapseQuantization = .standard,
    adaptation: AdaptationQuantization = .standard
  ) {
    self.weights = weights
    self.bias = bias
    self.threshold = threshold
    self.decay = decay
    self.membrane = membrane
    self.accumulator = accumulator
    self.reset = reset
    self.synapse = synapse
    self.adaptation = adaptation
  }
}
