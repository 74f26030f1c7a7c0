/// How a training starts from the parameters of another network.
public struct NetworkStart: Codable, Hashable, Sendable {
  /// What a spike stands for, where the other network is rectified and the trained one spikes.
  public var balance: ThresholdBalance
  /// The factor of the first layer's weights; positive.
  ///
  /// Fewer spikes at the price of accuracy: the null method of Sorbaro et al. 2020.
  public var weightScale: Double

  /// Creates a description.
  public init(balance: ThresholdBalance = .percentile(99.9), weightScale: Double = 1) {
    self.balance = balance
    self.weightScale = weightScale
  }
}

extension TrainingEngine {
  /// Returns the parameters with which the network `spec` starts from those of another one.
  ///
  /// Parameters of a network of the same kind are copied; those of a rectified one become those of a spiking one
  /// by `NetworkConversion`.
  ///
  /// - Parameters:
  ///   - spec: The network to start.
  ///   - source: The other network and its parameters; normalisations are folded first.
  ///   - start: How it starts.
  ///   - samples: The training samples, quantized to `source.input.bits`; a conversion measures activations on
  ///     them.
  /// - Throws: `NetworkError.invalidOptions` where the networks differ in their connections, or one of them has
  ///   no way to the other.
  public func parameters(
    of spec: NetworkSpec,
    startingFrom source: NetworkSpec,
    _ parameters: NetworkParameters,
    as start: NetworkStart,
    on samples: SampleSet
  ) throws -> NetworkParameters {
    try spec.validate()
    try source.validate()
    try source.check(parameters)
    try spec.checkStart(from: source)
    let (folded, values) = (source.folded, source.folding(parameters))
    var result: NetworkParameters
    if folded.isRectified == spec.isRectified {
      result = try spec.copying(values, of: folded)
    } else {
      let conversion = try NetworkConversion(from: folded, to: spec, start.balance)
      result = conversion.convert(
        values,
        levels: try conversion.levels(values, on: samples, engine: self)
      )
    }
    let scale = Float(start.weightScale)
    for index in result.layers[0].weights.indices { result.layers[0].weights[index] *= scale }
    return result
  }
}
