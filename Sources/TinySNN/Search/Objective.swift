/// What a study makes as small as possible, once the accuracy target and the constraints are met.
public enum Objective: String, Codable, CaseIterable, Hashable, Sendable {
  /// The bytes of flash: what the model's numbers take on the device.
  case flashBytes = "flash_bytes"
  /// The bytes of RAM: state and scratch.
  case ramBytes = "ram_bytes"
  /// The mean synaptic operations per inference, a stand-in for time and energy.
  case synops

  /// The figure that is minimised.
  public var metric: Metric {
    switch self {
    case .flashBytes: .flashBytes
    case .ramBytes: .ramBytes
    case .synops: .synops
    }
  }

  /// Returns the figure of an evaluated candidate, smaller being better.
  public func cost(of evaluation: Evaluation) -> Double {
    metric.value(of: evaluation)
  }
}
