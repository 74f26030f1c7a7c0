/// A group of neurons together with the synapses that feed it.
///
/// What enters passes the parts in their order: `inputPool`, `dropout`, `connection`, `norm`,
/// `currentPool`, `neuron`.
public struct LayerSpec: Codable, Hashable, Sendable {
  /// The name used in tables, overrides and the exported C, for example `dense1`.
  public var name: String
  /// The pooling of the spikes that enter, or nil.
  public var inputPool: PoolSpec?
  /// The fraction of inputs that training silences, drawn anew for each sample and epoch; in 0..<1.
  public var dropout: Double
  /// The synapses.
  public var connection: ConnectionSpec
  /// The normalisation of the currents in training, or nil.
  public var norm: BatchNormSpec?
  /// The pooling of the currents of a convolution, or nil; `PoolKind.max` only.
  public var currentPool: PoolSpec?
  /// Whether each neuron also receives the spikes that its layer emitted in the step before.
  public var isRecurrent: Bool
  /// The neurons.
  public var neuron: NeuronSpec

  /// Creates a layer.
  public init(
    name: String,
    inputPool: PoolSpec? = nil,
    dropout: Double = 0,
    connection: ConnectionSpec,
    norm: BatchNormSpec? = nil,
    currentPool: PoolSpec? = nil,
    isRecurrent: Bool = false,
    neuron: NeuronSpec
  ) {
    self.name = name
    self.inputPool = inputPool
    self.dropout = dropout
    self.connection = connection
    self.norm = norm
    self.currentPool = currentPool
    self.isRecurrent = isRecurrent
    self.neuron = neuron
  }

  /// Whether every neuron has a constant input current.
  public var hasBias: Bool { connection.hasBias }
}
