/// A group of neurons together with the synapses that feed it.
public struct LayerSpec: Codable, Hashable, Sendable {
  /// The name used in tables, overrides and the exported C, for example `dense1`.
  public var name: String
  /// The synapses.
  public var connection: ConnectionSpec
  /// The neurons.
  public var neuron: NeuronSpec

  /// Creates a layer.
  public init(name: String, connection: ConnectionSpec, neuron: NeuronSpec) {
    self.name = name
    self.connection = connection
    self.neuron = neuron
  }

  /// The number of neurons.
  public var outputCount: Int {
    switch connection {
    case .dense(let units, _): units
    }
  }

  /// Whether every neuron has a constant input current.
  public var hasBias: Bool {
    switch connection {
    case .dense(_, let bias): bias
    }
  }
}

/// Describes how the outputs of one layer reach the neurons of the next.
public enum ConnectionSpec: Codable, Hashable, Sendable {
  /// Every input reaches each of `units` neurons.
  case dense(units: Int, bias: Bool)
}

/// The dynamics shared by the neurons of one layer.
///
/// In each step: decay `u = beta * v`, integrate `u += current`, fire `s = u >= threshold`, reset.
/// `beta == 1` is integrate-and-fire.
public struct NeuronSpec: Codable, Hashable, Sendable {
  /// The membrane decay per step, in 0...1.
  public var beta: Double
  /// Threshold and reset, or nil for a membrane that is read out and never fires.
  public var firing: FiringSpec?

  /// Creates the dynamics of a layer.
  public init(beta: Double, firing: FiringSpec?) {
    self.beta = beta
    self.firing = firing
  }
}

/// When a neuron fires and what it does to the membrane.
public struct FiringSpec: Codable, Hashable, Sendable {
  /// The membrane value at or above which the neuron fires; positive.
  public var threshold: Double
  /// What a spike does to the membrane.
  public var reset: ResetMode
  /// The membrane after a spike under `ResetMode.zero`; below the threshold.
  public var resetValue: Double

  /// Creates a firing rule.
  public init(threshold: Double, reset: ResetMode, resetValue: Double = 0) {
    self.threshold = threshold
    self.reset = reset
    self.resetValue = resetValue
  }
}

/// Describes what a spike does to the membrane that emitted it.
public enum ResetMode: String, Codable, CaseIterable, Hashable, Sendable {
  /// Subtracts the threshold (soft reset).
  case subtract
  /// Sets the membrane to the reset value (hard reset).
  case zero
}

/// Describes how the last layer becomes a class.
public enum Readout: Codable, Hashable, Sendable {
  /// The class with most spikes; ties by the last membrane, then the lowest class.
  case spikeCount
  /// The class with the largest membrane score; ties to the lowest class.
  case membrane(MembraneScore)
}

/// Describes which membrane values a membrane readout compares.
public enum MembraneScore: String, Codable, CaseIterable, Hashable, Sendable {
  /// The sum of the membrane over all steps.
  case sum
  /// The membrane of the last step.
  case last
}
