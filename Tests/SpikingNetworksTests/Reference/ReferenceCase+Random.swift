import SpikingNetworks

/// Networks that combine the parts of a layer at random.
extension ReferenceCase {
  ///
  /// The first ones as they come, then those that bring parts together which no layer had before.
  static let random: [ReferenceCase] = {
    var result = (0..<48).map { random(seed: UInt64($0) + 100) }
    var missing = possible.subtracting(result.flatMap(\.pairs))
    for seed in 148..<2000 where !missing.isEmpty {
      let test = random(seed: UInt64(seed))
      guard !missing.isDisjoint(with: test.pairs) else { continue }
      missing.subtract(test.pairs)
      result.append(test)
    }
    return result
  }()

  private static func random(seed: UInt64) -> ReferenceCase {
    var draws = Draws(seed)
    while true {
      let spec = draws.network()
      let size = spec.geometries.reduce(0) { $0 + $1.neurons.count * $1.fanIn }
      guard (try? spec.validate()) != nil, size < 1500 else { continue }
      var options = TrainingOptions(surrogate: draws.surrogate(), detachReset: draws.flip())
      options.regularizers = draws.flip(0.5) ? [draws.regularizer()] : []
      options.labelSmoothing = draws.flip(0.3) ? 0.1 : 0
      let name = "random \(seed)"
      return ReferenceCase(name: name, spec: spec, options: options, seed: seed)
    }
  }
}

extension Draws {
  fileprivate mutating func flip(_ probability: Double = 0.5) -> Bool { uniform() < probability }

  fileprivate mutating func pick<Element>(_ values: [Element]) -> Element {
    values[integer(below: values.count)]
  }

  fileprivate mutating func surrogate() -> Surrogate {
    pick([
      .fastSigmoid(slope: 3), .arctan(slope: 2), .triangular(width: 0.9), .boxcar(width: 1.3),
    ])
  }

  fileprivate mutating func regularizer() -> RegularizerSpec {
    .synaptic(strength: 1 + 4 * uniform(), p: 1 + integer(below: 2), ramp: false)
  }

  private mutating func extent(_ sizes: ClosedRange<Int>, flat: Bool) -> Extent {
    func size(_ draws: inout Draws) -> Int {
      sizes.lowerBound + draws.integer(below: sizes.count)
    }
    let width = size(&self)
    return Extent(height: flat ? 1 : size(&self), width: width)
  }

  fileprivate mutating func network() -> NetworkSpec {
    let flat = flip(0.25)
    let reset = pick(ResetMode.allCases)
    let convolutions = integer(below: 3)
    let dense = 1 + integer(below: 2)
    let input = InputSpec(
      shape: SampleShape(
        channels: 1 + integer(below: 2),
        height: flat ? 1 : 4 + integer(below: 2),
        width: (flat ? 9 : 4) + integer(below: 3)
      ),
      coding: pick([.direct, .rate]),
      bits: 4,
      timesteps: 3 + integer(below: 2)
    )
    var layers: [LayerSpec] = []
    for index in 0..<convolutions + dense {
      let isLast = index == convolutions + dense - 1
      var layer = LayerSpec(
        name: "layer\(index)",
        connection: .dense(units: isLast ? 3 : 6, bias: flip()),
        neuron: neuron(reset)
      )
      if index < convolutions { layer.connection = .convolution(convolution(flat: flat)) }
      if index > 0 {
        if flip(0.6), index <= convolutions {
          layer.inputPool = PoolSpec(
            kind: pick(PoolKind.allCases),
            size: extent(1...2, flat: flat)
          )
        }
        if flip(0.3) { layer.dropout = 0.3 }
      }
      if flip(0.4) { layer.norm = BatchNormSpec(epsilon: 1e-3) }
      if index < convolutions {
        if flip(0.4) {
          layer.currentPool = PoolSpec(kind: .max, size: extent(1...2, flat: flat))
        }
      } else if flip(0.4) {
        layer.norm = nil
        layer.isRecurrent = true
      }
      layers.append(layer)
    }
    let readout = pick([Readout.spikeCount, .membrane(.sum), .membrane(.last)])
    if readout != .spikeCount {
      layers[layers.count - 1].neuron.firing = nil
      layers[layers.count - 1].isRecurrent = false
    }
    return NetworkSpec(input: input, layers: layers, readout: readout)
  }

  private mutating func convolution(flat: Bool) -> ConvolutionSpec {
    let kernel = extent(1...3, flat: flat)
    return ConvolutionSpec(
      filters: pick([
        .grouped(channels: 2, groups: 1), .grouped(channels: 3, groups: 1),
        .grouped(channels: 4, groups: 2), .depthwise(multiplier: 1), .depthwise(multiplier: 2),
      ]),
      kernel: kernel,
      stride: extent(1...2, flat: flat),
      padding: Extent(
        height: integer(below: min(2, kernel.height)),
        width: integer(below: min(2, kernel.width))
      ),
      bias: flip()
    )
  }

  private mutating func tuning(_ spread: Double) -> ParameterTuning {
    guard flip(0.6) else { return .fixed }
    return ParameterTuning(
      sharing: pick(ParameterSharing.allCases),
      spread: spread,
      isTrained: true
    )
  }

  private mutating func neuron(_ reset: ResetMode) -> NeuronSpec {
    var firing = FiringSpec(
      threshold: 0.6 + 0.4 * uniform(),
      reset: reset,
      resetValue: reset == .zero ? -0.2 * uniform() : 0,
      thresholdTuning: tuning(0.1)
    )
    if flip(0.4) { firing.adaptation = AdaptationSpec(decay: 0.9 * uniform(), step: uniform()) }
    return NeuronSpec(
      beta: pick([1, 0.9 * uniform()]),
      firing: firing,
      synapticDecay: flip(0.35) ? 0.8 * uniform() : nil,
      betaTuning: tuning(0)
    )
  }
}
