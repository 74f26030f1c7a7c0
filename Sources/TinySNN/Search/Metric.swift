import SpikingNetworks

/// A cost of a candidate that constraints may bound and objectives minimise.
public enum Metric: String, Codable, CaseIterable, Hashable, Sendable {
  /// The bytes of every model-dependent number that the device stores.
  case flashBytes = "flash_bytes"
  /// The bytes of the state and scratch structs.
  case ramBytes = "ram_bytes"
  /// The mean synaptic operations per inference.
  case synops
  /// The mean spikes per inference.
  case spikes
  /// The neurons that fire on no validation sample. A layer without any that fires is no model at all.
  case silentNeurons = "silent_neurons"
  /// The picojoules per inference by `EnergyModel.horowitz45nm`, an estimate.
  case energyHorowitz45nm = "energy_horowitz45nm"
  /// The picojoules per inference by `EnergyModel.lemaire2022`, an estimate.
  case energyLemaire2022 = "energy_lemaire2022"

  /// The picojoules per inference by `model`.
  public init(_ model: EnergyModel) {
    switch model {
    case .horowitz45nm: self = .energyHorowitz45nm
    case .lemaire2022: self = .energyLemaire2022
    }
  }

  /// Returns this cost of an evaluated candidate; an energy that an older version did not estimate is infinite.
  public func value(of evaluation: Evaluation) -> Double {
    switch self {
    case .flashBytes: Double(evaluation.flashBytes)
    case .ramBytes: Double(evaluation.ramBytes)
    case .synops: evaluation.synopsPerInference
    case .spikes: evaluation.spikesPerInference
    case .silentNeurons: Double(evaluation.silentNeurons)
    case .energyHorowitz45nm: evaluation.energy?.horowitz45nm ?? .infinity
    case .energyLemaire2022: evaluation.energy?.lemaire2022 ?? .infinity
    }
  }

  /// Whether the cost is a number of bytes.
  var isBytes: Bool {
    switch self {
    case .flashBytes, .ramBytes: true
    case .synops, .spikes, .silentNeurons, .energyHorowitz45nm, .energyLemaire2022: false
    }
  }

  /// The name with its unit, for axes and table heads.
  public var title: String {
    switch self {
    case .flashBytes: "flash (bytes)"
    case .ramBytes: "RAM (bytes)"
    case .synops: "synaptic operations per inference"
    case .spikes: "spikes per inference"
    case .silentNeurons: "silent neurons"
    case .energyHorowitz45nm: "estimated energy per inference (pJ, Horowitz 45 nm)"
    case .energyLemaire2022: "estimated energy per inference (pJ, Lemaire 2022)"
    }
  }
}
