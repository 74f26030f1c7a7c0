/// The dynamics shared by the neurons of one layer.
///
/// In each step: decay `u = beta * v`, integrate `u += current`, fire `s = u >= threshold`, reset.
/// `beta == 1` is integrate-and-fire. `docs/numerics.md`, section 1, has the equations of every kind.
public struct NeuronSpec: Codable, Hashable, Sendable {
  /// The membrane decay per step, in 0...1; the initial value if it is trained.
  public var beta: Double
  /// Threshold and reset, or nil for neurons that never fire: a membrane that is read out, or rectifiers.
  public var firing: FiringSpec?
  /// What takes the place of spikes in a network without time, or nil for spikes.
  public var rectifier: Rectifier?
  /// The decay of the synaptic current per step, in 0...1, or nil for spikes that act at once.
  public var synapticDecay: Double?
  /// Which neurons share a decay, and whether it is trained.
  public var betaTuning: ParameterTuning

  /// Creates the dynamics of a layer.
  public init(
    beta: Double,
    firing: FiringSpec?,
    synapticDecay: Double? = nil,
    betaTuning: ParameterTuning = .fixed
  ) {
    self.beta = beta
    self.firing = firing
    self.synapticDecay = synapticDecay
    self.betaTuning = betaTuning
  }

  /// Creates rectified linear units, which have no state.
  public init(rectifier: Rectifier) {
    self.init(beta: 0, firing: nil)
    self.rectifier = rectifier
  }
}

/// When a neuron fires and what it does to the membrane.
public struct FiringSpec: Codable, Hashable, Sendable {
  /// The membrane value at or above which the neuron fires; positive; the initial value if it is trained.
  public var threshold: Double
  /// What a spike does to the membrane.
  public var reset: ResetMode
  /// The membrane after a spike under `ResetMode.zero`; below the threshold.
  public var resetValue: Double
  /// How spikes raise the threshold, or nil if they do not.
  public var adaptation: AdaptationSpec?
  /// Which neurons share a threshold, and whether it is trained.
  public var thresholdTuning: ParameterTuning

  /// Creates a firing rule.
  public init(
    threshold: Double,
    reset: ResetMode,
    resetValue: Double = 0,
    adaptation: AdaptationSpec? = nil,
    thresholdTuning: ParameterTuning = .fixed
  ) {
    self.threshold = threshold
    self.reset = reset
    self.resetValue = resetValue
    self.adaptation = adaptation
    self.thresholdTuning = thresholdTuning
  }

  /// What every threshold must exceed: 0, and the reset value.
  var floor: Float { reset == .zero ? max(0, Float(resetValue)) : 0 }
  /// The lowest threshold that training may choose, a hundredth above the floor.
  var lowestTrainedThreshold: Float { floor + 0.01 }
}

/// A threshold that rises with every spike and falls back: theta + a, a = decay * a before the comparison,
/// a += step after a spike.
///
/// Bellec et al.: *Long short-term memory and learning-to-learn in networks of spiking neurons*,
/// NeurIPS 2018 (arXiv 1803.09574).
public struct AdaptationSpec: Codable, Hashable, Sendable {
  /// The part of the rise that is left after a step, in 0...1.
  public var decay: Double
  /// The rise of the threshold at a spike; not negative.
  public var step: Double

  /// Creates an adaptation.
  public init(decay: Double, step: Double) {
    self.decay = decay
    self.step = step
  }
}

/// Which neurons share a number of their dynamics, and whether training changes it.
public struct ParameterTuning: Codable, Hashable, Sendable {
  /// The neurons that share one value.
  public var sharing: ParameterSharing
  /// Half the range of the initial values of the channels, which are spaced evenly around the middle.
  public var spread: Double
  /// Whether training changes the value.
  public var isTrained: Bool

  /// One value for the layer, which stays as it is.
  public static let fixed = ParameterTuning(sharing: .layer, spread: 0, isTrained: false)

  /// Creates a tuning.
  public init(sharing: ParameterSharing, spread: Double, isTrained: Bool) {
    self.sharing = sharing
    self.spread = spread
    self.isTrained = isTrained
  }

  /// Returns the initial values around `middle`: one, or one per channel.
  public func initialValues(around middle: Double, channels: Int) -> [Float] {
    switch sharing {
    case .layer: [Float(middle)]
    case .channel:
      (0..<channels).map { channel in
        let place = channels > 1 ? 2 * Double(channel) / Double(channels - 1) - 1 : 0
        return Float(middle + spread * place)
      }
    }
  }
}

/// Describes which neurons of a layer share a number of their dynamics.
public enum ParameterSharing: String, Codable, CaseIterable, Hashable, Sendable {
  /// All of them.
  case layer
  /// Those of one channel; in a dense layer every neuron is a channel.
  case channel
}

/// Describes what a spike does to the membrane that emitted it.
public enum ResetMode: String, Codable, CaseIterable, Hashable, Sendable {
  /// Subtracts the threshold (soft reset).
  case subtract
  /// Sets the membrane to the reset value (hard reset).
  case zero
}
