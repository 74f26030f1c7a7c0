/// The configurations that these tests search: real data, everything else as small as can be.
enum Configurations {
  /// Twelve candidates of one small network, three batches; done in about a second in a debug build.
  static let tiny = """
    name: tiny
    seed: 1
    dataset: {kind: digits, validation: 0.2, test: 0.2}
    input: {coding: direct, bits: 4, timesteps: 4}
    network:
      - dense: {units: 16}
      - lif: {beta: 0.9, threshold: 1.0, reset: subtract}
      - dense: {units: 10}
      - readout: membrane
    train:
      epochs: 4
      batch: 32
      optimizer: {kind: adam, lr: 0.01}
    search:
      target: {accuracy: 0.8}
      strategy: {kind: random}
      budget: {trials: 12}
      batch: 4
      space:
        quantize.weights: {bits: [3, 4, 8], rounding: [half_up, floor, stochastic]}
        quantize.threshold.bits: [4, 8]
    export: {name: tiny_snn, packages: [header, cmake, arduino]}

    """

  /// Two networks and enough candidates to be interrupted in the middle.
  static let long =
    tiny
    .replacing("name: tiny\n", with: "name: long\n")
    .replacing("trials: 12", with: "trials: 240")
    .replacing(
      "    quantize.threshold.bits: [4, 8]",
      with: """
            network.0.dense.units: [12, 16]
            quantize.threshold.bits: [3, 4, 5, 6, 7, 8]
            quantize.membrane.bits: [12, 14, 16]
        """
    )
}
