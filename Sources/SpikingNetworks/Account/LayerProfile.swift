/// What the account of activity has to know of a layer: sizes, states and widths, of floats or of integers.
public struct LayerProfile: Hashable, Sendable {
  /// The name of the layer.
  public var name: String
  /// The sizes.
  public var geometry: LayerGeometry
  /// Whether the neurons see each other's spikes.
  public var isRecurrent: Bool
  /// Whether every neuron has a constant current.
  public var hasBias: Bool
  /// Whether it is one of a network of rectifiers: it reads numbers, hands on numbers and keeps no state.
  public var isRectified: Bool
  /// The states that a neuron keeps from step to step: the membrane, a synaptic current, the rise of a threshold.
  public var states: Int
  /// Those of them that decay by a multiplication.
  public var multipliedLeaks: Int
  /// Those of them that decay by a shift and a subtraction.
  public var shiftedLeaks: Int
  /// The width of a weight in bits.
  public var weightBits: Int
  /// The width of a membrane in bits.
  public var stateBits: Int

  /// Creates a profile.
  public init(
    name: String,
    geometry: LayerGeometry,
    isRecurrent: Bool,
    hasBias: Bool,
    isRectified: Bool = false,
    states: Int,
    multipliedLeaks: Int,
    shiftedLeaks: Int,
    weightBits: Int,
    stateBits: Int
  ) {
    self.name = name
    self.geometry = geometry
    self.isRecurrent = isRecurrent
    self.hasBias = hasBias
    self.isRectified = isRectified
    self.states = states
    self.multipliedLeaks = multipliedLeaks
    self.shiftedLeaks = shiftedLeaks
    self.weightBits = weightBits
    self.stateBits = stateBits
  }

  /// The number of neurons.
  public var neurons: Int { geometry.neurons.count }

  /// The number of weights, recurrent ones among them.
  public var weights: Int { geometry.weightCount + (isRecurrent ? neurons * neurons : 0) }
}
