import SpikingNetworks

/// What a study makes as small as possible, once the accuracy target and the constraints are met.
public enum Objective: Codable, Hashable, Sendable {
  /// The bytes of flash: what the model's numbers take on the device.
  case flashBytes
  /// The bytes of RAM: state and scratch.
  case ramBytes
  /// The mean synaptic operations per inference, a stand-in for time and energy.
  case synops
  /// The mean spikes per inference.
  case spikes
  /// The energy of an inference as the model estimates it.
  case energy(EnergyModel)
  /// The reward of tinySNN (Putra and Shafique, 2022), which is made large: accuracy less `memory` times
  /// `Evaluation.memoryFraction` and `energy` times `Evaluation.energyFraction`.
  ///
  /// Both are parts of one network, the same for all candidates, so that a larger one gains nothing by being
  /// compared with itself.
  case reward(memory: Double, energy: Double)

  /// The words that configurations use.
  public enum Kind: String, Codable, CaseIterable, Hashable, Sendable {
    /// Bytes of flash.
    case flashBytes = "flash_bytes"
    /// Bytes of RAM.
    case ramBytes = "ram_bytes"
    /// Synaptic operations.
    case synops
    /// Spikes.
    case spikes
    /// Energy by `EnergyModel.horowitz45nm`.
    case energyHorowitz45nm = "energy_horowitz45nm"
    /// Energy by `EnergyModel.lemaire2022`.
    case energyLemaire2022 = "energy_lemaire2022"
    /// Accuracy against memory and energy.
    case reward
  }

  /// The word of the objective.
  public var kind: Kind {
    switch self {
    case .flashBytes: .flashBytes
    case .ramBytes: .ramBytes
    case .synops: .synops
    case .spikes: .spikes
    case .energy(.horowitz45nm): .energyHorowitz45nm
    case .energy(.lemaire2022): .energyLemaire2022
    case .reward: .reward
    }
  }

  /// Returns what an evaluated candidate costs, smaller being better; accuracy apart.
  public func cost(of evaluation: Evaluation) -> Double {
    switch self {
    case .flashBytes: return Metric.flashBytes.value(of: evaluation)
    case .ramBytes: return Metric.ramBytes.value(of: evaluation)
    case .synops: return Metric.synops.value(of: evaluation)
    case .spikes: return Metric.spikes.value(of: evaluation)
    case .energy(let model): return Metric(model).value(of: evaluation)
    case .reward(let memory, let energy):
      return memory * evaluation.memoryFraction + energy * evaluation.energyFraction
    }
  }

  /// Returns what is minimised among the candidates that reach the target: the cost, under `reward` less
  /// the accuracy.
  public func loss(of evaluation: Evaluation) -> Double {
    let cost = cost(of: evaluation)
    return tradesAccuracy ? cost - evaluation.validationAccuracy : cost
  }

  /// Whether the cost follows from the precisions alone, as bytes do, so that a forecast of it orders candidates.
  var isForecastable: Bool { metric?.isBytes ?? false }

  /// The figure that is the cost, nil for a reward, which weighs several.
  var metric: Metric? {
    switch self {
    case .flashBytes: .flashBytes
    case .ramBytes: .ramBytes
    case .synops: .synops
    case .spikes: .spikes
    case .energy(let model): Metric(model)
    case .reward: nil
    }
  }

  /// Whether more accuracy than the target makes up for cost.
  public var tradesAccuracy: Bool { kind == .reward }

  /// What the winner among the candidates that reach the target is: "the smallest".
  public var superlative: String {
    switch self {
    case .flashBytes: "the smallest"
    case .ramBytes: "the one with the least RAM"
    case .synops: "the one with the fewest synaptic operations"
    case .spikes: "the one with the fewest spikes"
    case .energy: "the one with the least estimated energy"
    case .reward: "the one with the largest reward"
    }
  }

  /// The cost with its unit, for axes and table heads.
  public var title: String {
    metric?.title ?? "weighted parts of the base network's memory and synaptic operations"
  }
}
