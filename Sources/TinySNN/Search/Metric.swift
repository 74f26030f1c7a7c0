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

  /// Returns this cost of an evaluated candidate.
  public func value(of evaluation: Evaluation) -> Double {
    switch self {
    case .flashBytes: Double(evaluation.flashBytes)
    case .ramBytes: Double(evaluation.ramBytes)
    case .synops: evaluation.synopsPerInference
    case .spikes: evaluation.spikesPerInference
    case .silentNeurons: Double(evaluation.silentNeurons)
    }
  }

  /// Whether the cost is a number of bytes.
  var isBytes: Bool {
    switch self {
    case .flashBytes, .ramBytes: true
    case .synops, .spikes, .silentNeurons: false
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
    }
  }
}
