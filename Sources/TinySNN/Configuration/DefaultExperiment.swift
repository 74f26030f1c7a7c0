/// The experiment that runs when no configuration is given.
public enum DefaultExperiment {
  /// The text of `configs/digits.yaml`; a test keeps the two equal.
  public static let yaml = """
    # The built-in experiment: `tinysnn search` without a configuration runs exactly this text.
    name: digits
    seed: 1
    dataset: {kind: digits, validation: 0.2, test: 0.2}
    input: {coding: direct, bits: 4, timesteps: 8}
    network:
      - dense: {units: 32}
      - lif: {beta: 0.9, threshold: 1.0, reset: subtract}
      - dense: {units: 10}
      - readout: membrane
    train:
      epochs: 40
      batch: 32
      optimizer: {kind: adam, lr: 0.005}
      schedule: {kind: cosine, warmup: 1}
      surrogate: {kind: fast_sigmoid, slope: 10}
    quantize:
      decay: {kind: multiplier, bits: 4}
      membrane: {bits: 16, guard: auto, overflow: saturate}
    search:
      target: {accuracy: 0.98}
      minimize: flash_bytes
      strategy: {kind: random}
      budget: {trials: 400}
      space:
        network.0.dense.units: [24, 32]
        quantize.weights:
          bits: [3, 4, 5, 6]
          scale: [tensor, channel]
          rounding: [floor, trunc, ceil, half_up, half_away, half_even, stochastic]
        quantize.bias.bits: [4, 8]
        quantize.threshold.bits: [4, 8]
        quantize.decay: {kind: [shift, multiplier], bits: [4, 8], rounding: [floor, half_up]}
        quantize.membrane: {bits: [12, 16], guard: [0, 2, auto]}
    export: {name: digits_snn, packages: [header]}

    """
}
