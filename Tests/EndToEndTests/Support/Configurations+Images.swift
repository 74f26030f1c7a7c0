extension Configurations {
  /// The parts that a convolutional configuration of the digits is made of.
  struct Images {
    var name = "images"
    var coding = "direct"
    var items: [String]
    var train = ""
    var epochs = 2

    /// The text of the configuration.
    var text: String {
      """
      name: \(name)
      seed: 1
      dataset: {kind: digits, validation: 0.2, test: 0.2}
      input: {coding: \(coding), bits: 4, timesteps: 4}
      network:
      \(items.map { "  - \($0)\n" }.joined())\
      train:
        epochs: \(epochs)
        batch: 32
        optimizer: {kind: adamw, lr: 0.01}
        surrogate: {kind: fast_sigmoid, slope: 5}
      \(train)\
      search:
        target: {accuracy: 0.6}
        strategy: {kind: grid}
        budget: {trials: 4}
        batch: 2
        space:
          quantize.weights: {bits: [4, 8], rounding: [half_up, floor]}
      export: {name: images_snn, packages: [header]}

      """
    }
  }

  /// A convolution with normalisation and pooled spikes, trained in about a second in a debug build.
  static let images = Images(items: [
    "conv: {channels: 4, kernel: 3, padding: same}", "norm: batch", "lif: {beta: 0.9}",
    "pool: {kind: max, size: 2}", "dense: {units: 10}", "readout: membrane",
  ])

  /// The same, with enough epochs to be interrupted among them, and all that a checkpoint has to keep.
  static let longImages: Images = {
    var long = images
    long.name = "long-images"
    long.epochs = 12
    long.train = "  averaging: 0.9\n  select: best\n  patience: 10\n"
    return long
  }()

  /// Networks that between them have every part.
  static let parts = [
    // Depthwise, sums, a readout of spikes.
    Images(
      name: "depthwise",
      items: [
        "conv: {channels: 3, kernel: 3, stride: 2, padding: 1, bias: false}", "norm: batch",
        "lif: {beta: 0.8}", "depthwise: {kernel: 3, multiplier: 2, padding: same}",
        "if: {reset: zero}", "pool: {kind: sum, size: 2}", "dense: {units: 10}", "lif: {}",
        "readout: spike_count",
      ],
      train: "  averaging: 0.9\n  select: best\n  patience: 1\n"
    ),
    // Groups, averages, dropout, rate coding.
    Images(
      name: "grouped",
      coding: "rate",
      items: [
        "conv: {channels: 4, kernel: [2, 3]}", "lif: {}",
        "conv: {channels: 6, kernel: 3, groups: 2}", "norm: batch", "lif: {}",
        "pool: {kind: average, size: 2}", "dropout: 0.2", "flatten", "dense: {units: 10}",
        "readout: {kind: membrane, score: last}",
      ],
      train: "  label_smoothing: 0.1\n  clip_norm: 1\n"
    ),
    // A row of activations: the first kernel takes all rows.
    Images(
      name: "row",
      items: [
        "conv: {channels: 8, kernel: [8, 1]}", "norm: batch", "lif: {}",
        "conv1d: {channels: 8, kernel: 3, padding: same}", "norm: batch", "lif: {}",
        "pool: {kind: sum, size: 2}", "dense: {units: 10}", "readout: membrane",
      ]
    ),
    // Neurons with a state of their own besides the membrane, in a layer that hears itself.
    Images(
      name: "recurrent",
      coding: "rate",
      items: [
        "dense: {units: 12, recurrent: true}", "alif: {adaptation_step: 0.3}",
        "dense: {units: 10}", "synaptic: {alpha: 0.6}", "readout: spike_count",
      ]
    ),
    // The same where the sums of the samples are constant.
    Images(
      name: "synaptic",
      items: [
        "dense: {units: 12, recurrent: true}", "synaptic: {reset: zero, reset_value: -0.25}",
        "dense: {units: 10}", "readout: membrane",
      ]
    ),
    Images(
      name: "adaptive",
      items: [
        "conv: {channels: 4, kernel: 3}", "norm: batch", "alif: {}",
        "pool: {kind: average, size: 2}",
        "dense: {units: 16, recurrent: true}", "lif: {}", "dense: {units: 10}", "readout: membrane",
      ]
    ),
    // Pooled currents, learned and per-channel numbers, OR.
    Images(
      name: "tuned",
      items: [
        "conv: {channels: 4, kernel: 3, padding: same}", "norm: batch",
        "pool: {kind: max, size: 2}",
        "lif: {tuning: {beta: {per: channel, spread: 0.05, learn: true}, threshold: {learn: true}}}",
        "pool: {kind: max, size: 2}", "dense: {units: 10}", "readout: {kind: membrane, beta: 0.9}",
      ]
    ),
  ]
}
