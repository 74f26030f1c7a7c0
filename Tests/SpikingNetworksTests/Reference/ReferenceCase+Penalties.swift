import SpikingNetworks

/// Every penalty in networks that differ in how gradients reach their neurons.
extension ReferenceCase {
  static let penalties: [ReferenceCase] = networks.enumerated().flatMap { place, network in
    kinds.map { kind in
      var test = network
      test.name = "\(kind.name), \(network.name)"
      test.options.regularizers = kind.regularizers
      test.options.detachReset = place % 2 == 0
      return test
    }
  }

  private static let kinds: [(name: String, regularizers: [RegularizerSpec])] = {
    var result: [(String, [RegularizerSpec])] = []
    func add(_ name: String, _ penalty: Penalty, _ strength: Double, layers: [String]? = nil) {
      result.append((name, [RegularizerSpec(penalty, strength: strength, layers: layers)]))
    }
    for p in [1, 2] {
      add("synaptic p=\(p) of one layer", .synaptic(p: p), 3, layers: ["hidden"])
      for scope in PenaltyScope.allCases {
        add("spikes p=\(p) by \(scope)", .spikes(p: p, scope: scope), 4)
      }
    }
    add("hoyer", .hoyer, 3)
    add("hoyer square", .hoyerSquare, 3)
    for scope in PenaltyScope.allCases {
      for (sides, fraction) in [(PenaltySides.both, 0.9), (.above, 0.02), (.below, 0.95)] {
        let target = OperationTarget.fraction(fraction)
        let penalty = Penalty.operations(target: target, scope: scope, sides: sides)
        add("operations \(sides) \(fraction) by \(scope)", penalty, sides == .above ? 0.1 : 1)
      }
    }
    add(
      "a number of operations",
      .operations(target: .operations(7), scope: .layer, sides: .both),
      0.02
    )
    add("rates", .firingRate(target: 0.4, sides: .both), 5)
    add("rates above", .firingRate(target: 0.1, sides: .above), 5)
    add("rates below", .firingRate(target: 0.9, sides: .below), 5, layers: ["hidden"])
    add("logits", .logits, 0.7)
    add("weight decay", .weightDecay, 0.2)
    add("weight decay of one layer", .weightDecay, 0.2, layers: ["out"])
    add("membranes", .membrane(lower: -0.1, upper: 0.5), 3)
    add("membranes of one layer", .membrane(lower: 0, upper: 1.2), 3, layers: ["hidden"])
    result.append(("all together", result.prefix(17).flatMap(\.1)))
    result[result.count - 1].1 += [
      RegularizerSpec(.logits, strength: 0.3), RegularizerSpec(.weightDecay, strength: 0.1),
      RegularizerSpec(.membrane(lower: -0.2, upper: 0.8), strength: 2),
    ]
    return result
  }()

  private static let firing = FiringSpec(threshold: 0.8, reset: .subtract)

  private static func dense(_ name: String, _ units: Int) -> LayerSpec {
    LayerSpec(
      name: name,
      connection: .dense(units: units, bias: true),
      neuron: NeuronSpec(beta: 0.8, firing: firing)
    )
  }

  private static func convolution(_ name: String, padding: Int = 0) -> LayerSpec {
    var layer = dense(name, 1)
    layer.connection = .convolution(
      ConvolutionSpec(
        filters: .grouped(channels: 2, groups: 1),
        kernel: Extent(2),
        padding: Extent(padding)
      )
    )
    return layer
  }

  private static func network(
    _ name: String,
    _ coding: InputCoding,
    _ readout: Readout,
    _ layers: [LayerSpec]
  ) -> ReferenceCase {
    var layers = layers + [dense("out", 3)]
    if readout != .spikeCount { layers[layers.count - 1].neuron.firing = nil }
    let input = InputSpec(
      shape: SampleShape(height: 3, width: 3),
      coding: coding,
      bits: 4,
      timesteps: 4
    )
    return ReferenceCase(
      name: name,
      spec: NetworkSpec(input: input, layers: layers, readout: readout)
    )
  }

  /// Gradients are fetched, sent, routed through pools, or go step by step.
  private static let networks: [ReferenceCase] = {
    var recurrent = dense("hidden2", 4)
    recurrent.isRecurrent = true
    recurrent.dropout = 0.3
    recurrent.neuron.firing?.adaptation = AdaptationSpec(decay: 0.8, step: 0.3)
    var pooled = convolution("hidden2", padding: 1)
    pooled.inputPool = PoolSpec(kind: .max, size: Extent(2))
    pooled.norm = BatchNormSpec(epsilon: 1e-2)
    pooled.neuron.synapticDecay = 0.4
    var shrunk = convolution("hidden", padding: 1)
    shrunk.currentPool = PoolSpec(kind: .max, size: Extent(2))
    shrunk.neuron.firing?.adaptation = AdaptationSpec(decay: 0.7, step: 0.4)
    let tuning = ParameterTuning(sharing: .channel, spread: 0.1, isTrained: true)
    shrunk.neuron.firing?.thresholdTuning = tuning
    shrunk.neuron.betaTuning = tuning
    var zero = dense("hidden2", 5)
    zero.neuron.firing?.reset = .zero
    var first = dense("hidden", 5)
    first.neuron.firing?.reset = .zero
    var readout = network("recurrent", .rate, .spikeCount, [dense("hidden", 5), recurrent])
    readout.spec.layers[2].isRecurrent = true
    return [
      network("dense", .direct, .membrane(.sum), [dense("hidden", 6), dense("hidden2", 5)]),
      network("dense, to zero", .rate, .membrane(.last), [first, zero]),
      network("pooled", .rate, .membrane(.sum), [convolution("hidden"), pooled]),
      network("adaptive", .direct, .membrane(.last), [shrunk, dense("hidden2", 4)]),
      readout,
    ]
  }()
}
