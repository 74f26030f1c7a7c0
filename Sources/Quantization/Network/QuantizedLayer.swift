import FixedPoint
import SpikingNetworks

/// A layer of integers.
public struct QuantizedLayer: Codable, Hashable, Sendable {
  /// The name of the float layer.
  public var name: String
  /// The sizes: what enters, the windows, the neurons.
  public var geometry: LayerGeometry
  /// What a window of spikes becomes before the synapses; nil where the geometry pools nothing.
  public var inputPool: PoolKind?
  /// The synapses.
  public var weights: QuantizedWeights
  /// The synapses between the layer's own neurons, dense layers only; nil without.
  public var recurrence: IntegerRecurrence?
  /// The width that bounds the weighted sum, sign included; 32 never changes a value.
  public var accumulatorBits: Int
  /// What happens to a weighted sum outside that width.
  public var accumulatorOverflow: OverflowMode
  /// The guard bits g: current = acc * 2^g, rounded by `guardRounding` if g < 0.
  public var guardBits: Int
  /// How the accumulator is rounded if g < 0.
  public var guardRounding: RoundingMode
  /// The constant currents, one or one per channel; nil without bias.
  public var bias: ScaledIntegers?
  /// The synaptic current, or nil for currents that act at once.
  public var synapse: IntegerSynapse?
  /// The decay of the membrane.
  public var decay: IntegerDecay
  /// Thresholds and reset, or nil for a membrane that never fires.
  public var firing: IntegerFiring?
  /// The width that bounds the membrane, sign included.
  public var membraneBits: Int
  /// What happens to a membrane outside that width.
  public var overflow: OverflowMode

  /// Creates a layer.
  public init(
    name: String,
    geometry: LayerGeometry,
    inputPool: PoolKind? = nil,
    weights: QuantizedWeights,
    recurrence: IntegerRecurrence? = nil,
    accumulatorBits: Int = 32,
    accumulatorOverflow: OverflowMode = .saturate,
    guardBits: Int,
    guardRounding: RoundingMode,
    bias: ScaledIntegers?,
    synapse: IntegerSynapse? = nil,
    decay: IntegerDecay,
    firing: IntegerFiring?,
    membraneBits: Int,
    overflow: OverflowMode
  ) {
    self.name = name
    self.geometry = geometry
    self.inputPool = inputPool
    self.weights = weights
    self.recurrence = recurrence
    self.accumulatorBits = accumulatorBits
    self.accumulatorOverflow = accumulatorOverflow
    self.guardBits = guardBits
    self.guardRounding = guardRounding
    self.bias = bias
    self.synapse = synapse
    self.decay = decay
    self.firing = firing
    self.membraneBits = membraneBits
    self.overflow = overflow
  }

  /// The number of inputs, before their pooling.
  public var inputCount: Int { geometry.input.count }
  /// The number of neurons.
  public var outputCount: Int { geometry.neurons.count }
}

extension QuantizedLayer {
  /// The largest number that pooled spikes become: the size of the window for `sum` and `average`.
  public var largestPooledSpikes: Int {
    switch inputPool {
    case .sum, .average: geometry.inputWindow.area
    case .max, nil: 1
    }
  }

  /// Whether inputs are pooled by OR, so that one active input stands for a whole window.
  public var poolsByOr: Bool { inputPool == .max }

  /// Whether the device runs the layer position by position instead of as one matrix.
  ///
  /// A sum of spikes is never formed: each spike of a window adds the weights of the pooled input.
  public var movesWindow: Bool {
    !geometry.isDense || inputPool == .sum || inputPool == .average
  }

  /// Returns an accumulator value in membrane units: `value * 2^g`, rounded if g < 0.
  public func scaledToMembrane(_ value: Int) -> Int {
    guardBits >= 0
      ? value * (1 << guardBits) : guardRounding.shifting(value, rightBy: -guardBits)
  }
}

extension LayerGeometry {
  /// Returns how many units of spikes that a pool of `kind` made are one: 1 / s_x.
  func inverseScale(ofSpikesPooledBy kind: PoolKind?) -> Int {
    switch kind {
    case .average: inputWindow.area
    case .sum, .max, nil: 1
    }
  }

  /// The sizes of a layer in which each of `inputs` inputs reaches each of `units` neurons.
  public static func dense(inputs: Int, units: Int) -> LayerGeometry {
    LayerGeometry(
      input: SampleShape(channels: inputs, height: 1, width: 1),
      kernel: Extent(1),
      channels: units
    )
  }
}

extension InputSpec {
  /// How many units of what enters the first layer are one: 1 / s_x.
  var inverseScale: Int {
    switch coding {
    case .direct: maximum
    case .rate, .events: 1
    }
  }
}
