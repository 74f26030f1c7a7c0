import SpikingNetworks

/// One network for each part of a layer, the rest as plain as possible.
extension ReferenceCase {
  static let features: [ReferenceCase] = connections + poolings + norms + neurons + losses

  private static let connections: [ReferenceCase] = [
    feature("dense"),
    feature("recurrence") { $0.layers[0].isRecurrent = true },
    feature("recurrence in both layers, rate coding") { spec in
      spec.input.coding = .rate
      for index in spec.layers.indices {
        spec.layers[index].isRecurrent = true
        spec.layers[index].neuron.firing = firing
      }
      spec.readout = .spikeCount
    },
    feature("events") { $0.input.receiveEvents() },
    convolution("convolution of events", .grouped(channels: 3, groups: 1), Extent(3)) { spec in
      spec.input.receiveEvents()
    },
    convolution("convolution", .grouped(channels: 3, groups: 1), Extent(3)),
    convolution("padding", .grouped(channels: 2, groups: 1), Extent(3), padding: Extent(2)),
    convolution(
      "stride, uneven",
      .grouped(channels: 2, groups: 1),
      Extent(height: 2, width: 3),
      stride: Extent(height: 1, width: 2),
      padding: Extent(height: 0, width: 1)
    ),
    convolution("groups", .grouped(channels: 4, groups: 2), Extent(2)),
    convolution("depthwise", .depthwise(multiplier: 1), Extent(2), padding: Extent(1)),
    convolution("depthwise, multiplied", .depthwise(multiplier: 2), Extent(2)),
    convolution(
      "one-dimensional",
      .grouped(channels: 3, groups: 1),
      Extent(height: 1, width: 3),
      stride: Extent(height: 1, width: 2),
      padding: Extent(height: 0, width: 1)
    ) { spec in
      spec.input.shape = SampleShape(channels: 2, height: 1, width: 11)
    },
  ]

  private static let poolings: [ReferenceCase] =
    PoolKind.allCases.flatMap { kind in
      [
        convolution("\(kind) of spikes before dense", .grouped(channels: 2, groups: 1), Extent(2)) {
          $0.layers[1].inputPool = PoolSpec(kind: kind, size: Extent(2))
        },
        twoConvolutions("\(kind) of spikes before a convolution, uneven") {
          $0.layers[1].inputPool = PoolSpec(kind: kind, size: Extent(height: 1, width: 2))
        },
      ]
    } + [
      convolution("max of currents", .grouped(channels: 2, groups: 1), Extent(2)) {
        $0.layers[0].currentPool = PoolSpec(kind: .max, size: Extent(2))
      },
      twoConvolutions("max of currents twice, one of spikes between") {
        $0.layers[0].currentPool = PoolSpec(kind: .max, size: Extent(height: 1, width: 2))
        $0.layers[1].inputPool = PoolSpec(kind: .max, size: Extent(height: 2, width: 1))
        $0.layers[1].currentPool = PoolSpec(kind: .max, size: Extent(height: 1, width: 2))
      },
      feature("dropout") { $0.layers[1].dropout = 0.4 },
      feature("recurrence behind dropout") { spec in
        var hidden = spec.layers[0]
        hidden.name = "hidden2"
        hidden.dropout = 0.4
        hidden.isRecurrent = true
        spec.layers.insert(hidden, at: 1)
      },
      convolution("recurrence behind average", .grouped(channels: 2, groups: 1), Extent(2)) {
        $0.layers[1].inputPool = PoolSpec(kind: .average, size: Extent(2))
        $0.layers[1].isRecurrent = true
        $0.layers[1].neuron.firing = firing
        $0.readout = .spikeCount
      },
      convolution("dropout behind a pool", .grouped(channels: 2, groups: 1), Extent(2)) {
        $0.layers[1].inputPool = PoolSpec(kind: .sum, size: Extent(2))
        $0.layers[1].dropout = 0.25
      },
    ]

  private static let norms: [ReferenceCase] = [
    feature("norm of a dense layer") { $0.layers[1].norm = BatchNormSpec(epsilon: 1e-2) },
    feature("norm of direct currents") { $0.layers[0].norm = BatchNormSpec() },
    feature("norm of rate-coded currents") {
      $0.input.coding = .rate
      $0.layers[0].norm = BatchNormSpec(epsilon: 1e-3)
    },
    feature("norm of synaptic currents") {
      $0.layers[0].norm = BatchNormSpec()
      $0.layers[0].neuron.synapticDecay = 0.6
    },
    twoConvolutions("norm with pools") {
      $0.layers[0].norm = BatchNormSpec()
      $0.layers[0].currentPool = PoolSpec(kind: .max, size: Extent(2))
      $0.layers[1].norm = BatchNormSpec(epsilon: 1e-3)
      $0.layers[1].neuron.synapticDecay = 0.5
    },
  ]

  private static let neurons: [ReferenceCase] =
    [
      feature("integrate and fire") { $0.layers[0].neuron.beta = 1 },
      feature("synaptic currents") {
        $0.layers[0].neuron.synapticDecay = 0.7
        $0.layers[1].neuron.synapticDecay = 0.4
      },
      feature("synaptic currents of a recurrent layer") {
        $0.layers[0].isRecurrent = true
        $0.layers[0].neuron.synapticDecay = 0.7
      },
      feature("trained decays of a readout") {
        $0.layers[1].neuron.betaTuning = ParameterTuning(
          sharing: .channel,
          spread: 0.1,
          isTrained: true
        )
      },
      feature("decays per channel, not trained") {
        $0.layers[0].neuron.betaTuning = ParameterTuning(
          sharing: .channel,
          spread: 0.2,
          isTrained: false
        )
      },
    ] + [false, true].flatMap(withReset)

  private static func withReset(detached: Bool) -> [ReferenceCase] {
    ResetMode.allCases.flatMap { reset in
      let title = "\(reset), \(detached ? "detached" : "attached")"
      let adaptation = AdaptationSpec(decay: 0.8, step: 0.3)
      let tunings = ParameterSharing.allCases.map { sharing in
        convolution(
          "trained decay and threshold per \(sharing), \(title)",
          .grouped(channels: 2, groups: 1),
          Extent(2)
        ) { spec in
          let tuning = ParameterTuning(sharing: sharing, spread: 0.1, isTrained: true)
          spec.layers[0].neuron.betaTuning = tuning
          spec.layers[0].neuron.firing?.thresholdTuning = tuning
          spec.layers[0].neuron.firing?.adaptation = sharing == .layer ? adaptation : nil
        }
      }
      let adaptive = [false, true].map { recurrent in
        feature("adaptive threshold, \(recurrent ? "recurrent, " : "")\(title)") {
          $0.layers[0].neuron.firing?.adaptation = adaptation
          $0.layers[0].isRecurrent = recurrent
        }
      }
      let pooled = convolution(
        "max of adaptive spikes, \(title)",
        .grouped(channels: 2, groups: 1),
        Extent(2)
      ) {
        $0.layers[0].neuron.firing?.adaptation = adaptation
        $0.layers[1].inputPool = PoolSpec(kind: .max, size: Extent(2))
      }
      return (tunings + adaptive + [pooled]).map { test in
        var test = test
        for layer in test.spec.layers.indices {
          test.spec.layers[layer].neuron.firing?.reset = reset
          test.spec.layers[layer].neuron.firing?.resetValue = reset == .zero ? -0.1 : 0
        }
        test.options.detachReset = detached
        return test
      }
    }
  }

  private static let losses: [ReferenceCase] =
    [1, 2].map { p in
      var test = twoConvolutions("penalty, p = \(p)") {
        $0.layers[1].inputPool = PoolSpec(kind: .average, size: Extent(2))
        $0.layers[2].isRecurrent = true
        $0.layers[2].neuron.firing = firing
        $0.readout = .spikeCount
      }
      test.options.regularizers = [.synaptic(strength: 5, p: p, ramp: false)]
      return test
    }
    + [0.1, 1.0 / 3].map { smoothing in
      var test = feature("label smoothing \(smoothing)")
      test.options.labelSmoothing = smoothing
      return test
    }

  private static let firing = FiringSpec(threshold: 0.8, reset: .subtract)

  private static func feature(
    _ name: String,
    _ change: (inout NetworkSpec) -> Void = { _ in }
  ) -> ReferenceCase {
    var spec = NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: 2, width: 3),
        coding: .direct,
        bits: 4,
        timesteps: 4
      ),
      layers: [
        LayerSpec(
          name: "hidden",
          connection: .dense(units: 5, bias: true),
          neuron: NeuronSpec(beta: 0.8, firing: firing)
        ),
        LayerSpec(
          name: "out",
          connection: .dense(units: 3, bias: true),
          neuron: NeuronSpec(beta: 0.9, firing: nil)
        ),
      ],
      readout: .membrane(.sum)
    )
    change(&spec)
    return ReferenceCase(name: name, spec: spec)
  }

  private static func convolution(
    _ name: String,
    _ filters: FilterSpec,
    _ kernel: Extent,
    stride: Extent = Extent(1),
    padding: Extent = Extent(0),
    _ change: (inout NetworkSpec) -> Void = { _ in }
  ) -> ReferenceCase {
    feature(name) { spec in
      spec.input.shape = SampleShape(channels: 2, height: 4, width: 5)
      spec.layers[0].connection = .convolution(
        ConvolutionSpec(
          filters: filters,
          kernel: kernel,
          stride: stride,
          padding: padding
        )
      )
      change(&spec)
    }
  }

  private static func twoConvolutions(
    _ name: String,
    _ change: (inout NetworkSpec) -> Void
  ) -> ReferenceCase {
    convolution(name, .grouped(channels: 2, groups: 1), Extent(2)) { spec in
      let second = LayerSpec(
        name: "hidden2",
        connection: .convolution(
          ConvolutionSpec(
            filters: .grouped(channels: 2, groups: 2),
            kernel: Extent(height: 1, width: 2),
            padding: Extent(height: 0, width: 1),
            bias: false
          )
        ),
        neuron: NeuronSpec(beta: 1, firing: firing)
      )
      spec.layers.insert(second, at: 1)
      change(&spec)
    }
  }
}

extension InputSpec {
  /// Takes spikes in place of values.
  fileprivate mutating func receiveEvents() {
    (coding, bits) = (.events, 1)
  }
}
