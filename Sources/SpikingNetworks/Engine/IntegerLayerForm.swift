import FixedPoint

/// The integers of one layer as the engine computes with them: `docs/numerics.md`, section 2,
/// without storage.
///
/// Lists of numbers hold one for all neurons, or one per channel; an empty list stands for 0.
public struct IntegerLayerForm: Hashable, Sendable {
  /// The integer weights in the order of `LayerParameters`, exact in a float.
  public var weights: [Float]
  /// The integer weights from each neuron of the layer to each other, [from][to]; empty without
  /// recurrence.
  public var recurrentWeights: [Float]
  /// What the sum of recurrent weights is multiplied by: R of the contract.
  public var recurrentFactor: Int
  /// The lowest and the highest point of the weights' grid.
  public var weightRange: ClosedRange<Int>
  /// The real value of one unit of the weights.
  public var scales: [Double]
  /// The real value of one unit of the membrane.
  public var units: [Double]
  /// The width of the weighted sum.
  public var sum: IntegerWidth
  /// The guard bits g: current = sum * 2^g, rounded by `guardRounding` if g < 0.
  public var guardBits: Int
  /// How the sum is rounded if g < 0; deterministic.
  public var guardRounding: RoundingMode
  /// The constant currents.
  public var bias: [Int32]
  /// The membrane.
  public var membrane: IntegerStateForm
  /// The synaptic current, or nil for currents that act at once.
  public var synapse: IntegerStateForm?
  /// Thresholds and reset, or nil for a membrane that never fires.
  public var firing: IntegerFiringForm?

  /// Creates the integers of a layer.
  public init(
    weights: [Float],
    recurrentWeights: [Float] = [],
    recurrentFactor: Int = 1,
    weightRange: ClosedRange<Int>,
    scales: [Double],
    units: [Double],
    sum: IntegerWidth,
    guardBits: Int,
    guardRounding: RoundingMode,
    bias: [Int32],
    membrane: IntegerStateForm,
    synapse: IntegerStateForm? = nil,
    firing: IntegerFiringForm?
  ) {
    self.weights = weights
    self.recurrentWeights = recurrentWeights
    self.recurrentFactor = recurrentFactor
    self.weightRange = weightRange
    self.scales = scales
    self.units = units
    self.sum = sum
    self.guardBits = guardBits
    self.guardRounding = guardRounding
    self.bias = bias
    self.membrane = membrane
    self.synapse = synapse
    self.firing = firing
  }
}

/// The two's-complement width of a value, and what happens to values outside it.
public struct IntegerWidth: Hashable, Sendable {
  /// The number of bits, sign included, in 2...32; 32 never changes a value.
  public var bits: Int
  /// What happens to a value outside.
  public var overflow: OverflowMode

  /// Creates a width.
  public init(bits: Int, overflow: OverflowMode) {
    self.bits = bits
    self.overflow = overflow
  }
}

/// A state that leaks from step to step and has a width.
public struct IntegerStateForm: Hashable, Sendable {
  /// What the state loses in a step.
  public var leak: IntegerLeakForm
  /// What bounds it after each step.
  public var width: IntegerWidth

  /// Creates a state.
  public init(leak: IntegerLeakForm, width: IntegerWidth) {
    self.leak = leak
    self.width = width
  }
}

/// The leak of a state x: round(x * factor / 2^distance).
public struct IntegerLeakForm: Hashable, Sendable {
  /// The factors; empty: no leak.
  public var factors: [Int32]
  /// The distances, in 0...30.
  public var distances: [Int]
  /// How the quotient is rounded; deterministic.
  public var rounding: RoundingMode

  /// No leak at all.
  public static let none = IntegerLeakForm(factors: [], distances: [0], rounding: .floor)

  /// Creates a leak.
  public init(factors: [Int32], distances: [Int], rounding: RoundingMode) {
    self.factors = factors
    self.distances = distances
    self.rounding = rounding
  }

  /// Returns what is left of a state of `channel` after a step, without rounding: the float decay.
  func decay(channel: Int) -> Double {
    guard !factors.isEmpty else { return 1 }
    let factor = factors[factors.count == 1 ? 0 : channel]
    let distance = distances[distances.count == 1 ? 0 : channel]
    return 1 - Double(factor) / Double(1 << distance)
  }
}

/// Thresholds and reset of integer neurons.
public struct IntegerFiringForm: Hashable, Sendable {
  /// The thresholds; positive.
  public var thresholds: [Int32]
  /// The membrane after a spike under `ResetMode.zero`.
  public var resetValues: [Int32]
  /// How spikes raise the threshold, or nil if they do not.
  public var rise: IntegerRiseForm?

  /// Creates a firing rule.
  public init(thresholds: [Int32], resetValues: [Int32], rise: IntegerRiseForm? = nil) {
    self.thresholds = thresholds
    self.resetValues = resetValues
    self.rise = rise
  }
}

/// The rise of an adaptive threshold: a - leak(a) before the comparison, min(a + step, limit) after
/// a spike.
public struct IntegerRiseForm: Hashable, Sendable {
  /// What the rise loses in a step.
  public var leak: IntegerLeakForm
  /// What a spike adds.
  public var steps: [Int32]
  /// The largest rise.
  public var limit: Int

  /// Creates the rise of a threshold.
  public init(leak: IntegerLeakForm, steps: [Int32], limit: Int) {
    self.leak = leak
    self.steps = steps
    self.limit = limit
  }
}
