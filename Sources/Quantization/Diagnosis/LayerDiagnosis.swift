/// What integers did to one layer: to its numbers, and to what it does on samples.
public struct LayerDiagnosis: Codable, Hashable, Sendable {
  /// The name of the layer.
  public var name: String
  /// What happened to the weights, recurrent ones among them.
  public var weights: WeightFigures
  /// What happened to the thresholds; nil for a layer that never fires.
  public var thresholds: ThresholdFigures?
  /// The error of the biases; nil without.
  public var biasError: RelativeError?
  /// The leak of the membrane.
  public var decay: DecayFigures
  /// The leak of the synaptic current; nil without.
  public var synapticDecay: DecayFigures?
  /// The leak of an adaptive threshold's rise; nil without.
  public var adaptationDecay: DecayFigures?
  /// The error of an adaptive threshold's step; nil without.
  public var adaptationStepError: RelativeError?
  /// The root-mean-square difference of the membranes after each step.
  ///
  /// In units of the threshold; for a layer that never fires, of the largest membrane that training saw.
  public var membraneDifference: Double
  /// The part of all neurons and steps in which one network fired and the other did not, in 0...1.
  public var spikeDifference: Double
  /// How the float layer fired; nil if it never does.
  public var floatFiring: FiringFigures?
  /// How the integer layer fired; nil if it never does.
  public var integerFiring: FiringFigures?
  /// How often values left their width.
  public var overflows: OverflowShares

  private enum CodingKeys: String, CodingKey {
    case name, weights, thresholds, decay, overflows
    case biasError = "bias_error"
    case synapticDecay = "synaptic_decay"
    case adaptationDecay = "adaptation_decay"
    case adaptationStepError = "adaptation_step_error"
    case membraneDifference = "membrane_difference"
    case spikeDifference = "spike_difference"
    case floatFiring = "float_firing"
    case integerFiring = "integer_firing"
  }
}

/// What happened to the weights of a layer.
public struct WeightFigures: Codable, Hashable, Sendable {
  /// The root mean square of the errors, relative to that of the float weights.
  public var error: Double
  /// The part of the weights that became 0 and were not, in 0...1.
  public var zeroed: Double
  /// The part of the weights that lie beyond the ends of the grid, in 0...1.
  public var clamped: Double

  /// Creates figures.
  public init(error: Double, zeroed: Double, clamped: Double) {
    self.error = error
    self.zeroed = zeroed
    self.clamped = clamped
  }
}

/// What happened to the thresholds of a layer.
public struct ThresholdFigures: Codable, Hashable, Sendable {
  /// The error of the thresholds.
  public var error: RelativeError
  /// The number of integer thresholds, one or one per channel.
  public var count: Int
  /// How many of them lie below one unit of the accumulator, so that any sum above 0 fires.
  public var low: Int

  /// Creates figures.
  public init(error: RelativeError, count: Int, low: Int) {
    self.error = error
    self.count = count
    self.low = low
  }
}

/// What happened to the leak of a state: the part 1 - beta that is lost in a step.
public struct DecayFigures: Codable, Hashable, Sendable {
  /// The error of the leaks.
  public var error: RelativeError
  /// The mean leak of the float layer over its channels, in 0...1.
  public var floatLeak: Double
  /// The mean leak of the integers, in 0...1.
  public var integerLeak: Double
  /// The number of leaks, one or one per channel.
  public var count: Int
  /// How many of them leak in float and take nothing from any value of the state's width.
  public var lost: Int
  /// How many of them leave something in float and nothing of any value of the state's width.
  public var total: Int

  private enum CodingKeys: String, CodingKey {
    case error, count, lost, total
    case floatLeak = "float_leak"
    case integerLeak = "integer_leak"
  }
}
