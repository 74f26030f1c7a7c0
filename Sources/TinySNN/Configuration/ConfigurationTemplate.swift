/// The commented configuration that `tinysnn init` prints.
public struct ConfigurationTemplate: Sendable {
  /// The data set that it uses.
  public var dataset: DatasetKind

  /// Creates a template.
  public init(dataset: DatasetKind) {
    self.dataset = dataset
  }

  /// YAML that resolves as it stands.
  public var text: String {
    let isSmall = dataset == .digits
    return """
      # A tinysnn experiment. Every key but `network` may be left out; docs/configuration.md lists all of
      # them with their defaults. `tinysnn search THIS_FILE --dry-run` prints the resolved form.
      name: \(dataset.rawValue.replacing("_", with: "-"))
      seed: 1                       # key of every random draw: same seed, same result

      dataset:
        kind: \(dataset.rawValue)
        validation: \(isSmall ? "0.15" : "0.1")             # the part of the samples that selects
      \(isSmall ? "  test: 0.15                   # the part that measures the winner, once\n" : "")\
        augment: \(isSmall ? "{noise: 0.15}" : "{shift: 1}")         # random changes of training samples

      input:
        \(presentation(bits: isSmall ? 4 : 8))
        timesteps: 8

      network:
        - dense: {units: \(isSmall ? 48 : 64)}
        - lif: {beta: 0.9, threshold: 1.0, reset: subtract}
        - dense: {units: 10}        # one output per class
        - readout: membrane         # or spike_count after neurons such as lif
      # Images take convolutions, too: this network instead of the one above, and its line in search.space.
      # network:
      #   - conv: {channels: 8, kernel: 3, padding: same}
      #   - norm: batch
      #   - lif: {beta: 0.9, threshold: 1.0, reset: subtract}
      #   - pool: {kind: max, size: 2}
      #   - dense: {units: 10}
      #   - readout: membrane

      train:
        epochs: \(isSmall ? 60 : 20)
        batch: \(isSmall ? 32 : 128)
        optimizer: {kind: adam, lr: 0.005}   # or adamw, sgd
        schedule: {kind: cosine, warmup: 1}
        surrogate: {kind: fast_sigmoid, slope: 5}
        regularizers: [{kind: synaptic, strength: 0.1, p: 1}]   # fewer spikes

      quantize:
        weights: {bits: 3, scale: channel, clip: mse, rounding: half_even}
        membrane: {bits: 10, guard: auto, overflow: saturate}
        layers:
          dense2: {weights: {bits: 4}, membrane: {bits: 16}}

      search:
        target: {accuracy: 0.97}    # or {within: 0.5}: points below the best float model; confidence: 0.95 besides
        minimize: flash_bytes       # or ram_bytes, synops, spikes, energy_horowitz45nm, energy_lemaire2022, reward
        # constraints: [ram_bytes <= 1024]
        strategy: {kind: sensitivity}   # or evolutionary, ascending, random, grid
        # early_stop: none          # evaluates all candidates on all validation samples
        # repeats: 5                # the winner with other seeds: mean and spread
        budget: {trials: 200}       # and/or minutes
        space:                      # every key of input, network, train and quantize can be searched
          network.0.dense.units: [\(isSmall ? "32, 48" : "48, 64")]
          # network.0.conv.channels: [4, 8]   # with the convolution, instead of the line above
          quantize.weights: {bits: [2, 3, 4], scale: [tensor, channel], rounding: [floor, half_even]}
          quantize.membrane.bits: [8, 10, 12]
          quantize.threshold.bits: [4, 8]

      export: {name: \(dataset.rawValue)_snn}

      """
  }

  /// How samples enter, indented by two from the second line on.
  private func presentation(bits: Int) -> String {
    guard !dataset.holdsEvents else {
      return
        "coding: events              # each recording becomes as many frames of spikes as there are time steps"
    }
    return """
      coding: direct              # direct: a constant current; rate: random spikes
        bits: \(bits)                     # width of an input integer
      """
  }
}
