/// The experiment that runs when no configuration is given.
public enum DefaultExperiment {
  /// The text of `configs/digits.yaml`; a test keeps the two equal.
  public static let yaml = """
    # The built-in experiment: `tinysnn search` without a configuration runs exactly this text.
    name: digits
    seed: 1
    dataset: {kind: digits, validation: 0.2, test: 0.2, augment: {noise: 0.15}}
    input: {coding: direct, bits: 4, timesteps: 8}
    network:
      - dense: {units: 64}
      - lif: {beta: 0.9, threshold: 1.0, reset: subtract}
      - dense: {units: 10}
      - readout: membrane
    train:
      epochs: 200
      batch: 32
      optimizer: {kind: adam, lr: 0.005}
      schedule: {kind: cosine, warmup: 1}
      surrogate: {kind: fast_sigmoid, slope: 5}
      regularizers: [{kind: synaptic, strength: 0.1, p: 1}]
    search:
      target: {accuracy: 0.98}
      minimize: flash_bytes
      strategy: {kind: sensitivity}
      early_stop: none  # 359 samples cost so little that none are left out: the front is whole
      budget: {trials: 1000}
      space:
        network.0.dense.units: [64, 96, 128]
        train.regularizers.0.strength: [0.1, 0.3, 1]
        quantize.layers.dense1.weights.bits: [2, 3]
        quantize.layers.dense2.weights.bits: [3, 4]
        quantize.weights:
          scale: [tensor, channel]
          clip: [max, mse]
          rounding: [floor, trunc, ceil, half_up, half_away, half_even, stochastic]
        quantize.bias.bits: [4, 6, 8]
        quantize.threshold.bits: [4, 6, 8]
        quantize.decay: {kind: [shift, multiplier], bits: [3, 4], rounding: [floor, half_up]}
        quantize.membrane: {bits: [8, 10, 12], guard: [auto, "auto:2"]}
    export: {name: digits_snn, packages: [header]}

    """
}
