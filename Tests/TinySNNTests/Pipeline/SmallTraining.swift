import SpikingNetworks
import TinySNN

/// A network of the digits that trains in a moment.
enum SmallTraining {
  /// The configuration; `epochs` passes, and what else `overrides` set.
  static func experiment(epochs: Int, _ overrides: [String] = []) throws -> Experiment {
    try Experiment(
      yaml: """
        seed: 2
        dataset: {kind: digits}
        input: {bits: 4, timesteps: 2}
        network:
          - dense: {units: 6}
          - lif: {beta: 0.9}
          - dense: {units: 10}
          - readout: membrane
        train: {epochs: \(epochs), batch: 64}
        """,
      file: "test",
      overrides: overrides
    )
  }
}
