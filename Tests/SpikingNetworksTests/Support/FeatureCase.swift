import ContractSupport
import SpikingNetworks
import Testing

/// A network for `TinyProblem` that uses one part of the engine, and how it is trained.
struct FeatureCase: Sendable, CustomTestStringConvertible {
  let name: String
  var spec: NetworkSpec
  var options: TrainingOptions

  var testDescription: String { name }

  /// `values` as the network takes them.
  var data: SampleSet { Self.values.entering(spec.input) }

  init(
    _ name: String,
    _ coding: InputCoding = .direct,
    _ change: (inout NetworkSpec, inout TrainingOptions) -> Void
  ) {
    self.name = name
    spec = TinyProblem.spec(coding)
    options = TinyProblem.options(epochs: 3)
    change(&spec, &options)
  }

  /// Shards of 8, 8, 8, 8, of the same again, and of 6.
  static let values = TinyProblem.samples(70)

  static let firing = FiringSpec(threshold: 0.6, reset: .subtract)

  static let all: [FeatureCase] =
    InputCoding.allCases.map { coding in
      FeatureCase("convolutions with norm and pools, \(coding)", coding) { spec, _ in
        spec.layers = normalised
      }
    }
    + InputCoding.allCases.map { coding in
      FeatureCase("groups, depthwise and a stride, \(coding)", coding) { spec, _ in
        spec.layers = grouped
      }
    } + recurrent + neurons + courses

  /// Two convolutions whose currents and spikes are pooled in every way.
  static let normalised: [LayerSpec] = {
    var first = convolution("conv1", .grouped(channels: 4, groups: 1), padding: 1)
    first.norm = BatchNormSpec(momentum: 0.4)
    first.currentPool = PoolSpec(kind: .max, size: Extent(height: 1, width: 2))
    var second = convolution("conv2", .grouped(channels: 5, groups: 1), padding: 2)
    second.inputPool = PoolSpec(kind: .average, size: Extent(height: 2, width: 1))
    second.norm = BatchNormSpec(epsilon: 1e-3, momentum: 0.3)
    var third = dense("dense1", 6)
    third.inputPool = PoolSpec(kind: .sum, size: Extent(height: 1, width: 2))
    third.norm = BatchNormSpec(momentum: 0.5)
    return [first, second, third, out]
  }()

  /// Convolutions whose channels see some channels only.
  static let grouped: [LayerSpec] = {
    var second = convolution("conv2", .grouped(channels: 6, groups: 2), padding: 1)
    second.inputPool = PoolSpec(kind: .max, size: Extent(2))
    var third = convolution("conv3", .depthwise(multiplier: 1), padding: 1)
    if case .convolution(var connection) = third.connection {
      connection.stride = Extent(height: 1, width: 2)
      third.connection = .convolution(connection)
    }
    return [
      convolution("conv1", .depthwise(multiplier: 4), padding: 1), second, third, out,
    ]
  }()

  private static let recurrent: [FeatureCase] = [
    FeatureCase("recurrence") { spec, _ in
      for index in spec.layers.indices {
        spec.layers[index].isRecurrent = true
        spec.layers[index].neuron.firing = firing
      }
      spec.readout = .spikeCount
    },
    FeatureCase("recurrence behind dropout", .rate) { spec, _ in
      spec.layers.insert(dense("dense2", 9), at: 1)
      spec.layers[1].dropout = 0.3
      spec.layers[1].isRecurrent = true
    },
  ]

  private static let neurons: [FeatureCase] = [
    FeatureCase("decays and thresholds per channel, trained") { spec, _ in
      let tuning = ParameterTuning(sharing: .channel, spread: 0.05, isTrained: true)
      for index in spec.layers.indices {
        spec.layers[index].neuron.betaTuning = tuning
        spec.layers[index].neuron.firing = firing
        spec.layers[index].neuron.firing?.thresholdTuning = tuning
      }
      spec.readout = .spikeCount
    },
    FeatureCase("synaptic currents and adaptive thresholds, one trained decay") { spec, _ in
      spec.layers[0].neuron.synapticDecay = 0.5
      spec.layers[0].neuron.firing?.adaptation = AdaptationSpec(decay: 0.8, step: 0.3)
      spec.layers[0].neuron.betaTuning = ParameterTuning(
        sharing: .layer,
        spread: 0,
        isTrained: true
      )
    },
    FeatureCase("dropout") { spec, _ in
      spec.layers.insert(dense("dense2", 9), at: 1)
      spec.layers[1].dropout = 0.2
      spec.layers[2].dropout = 0.4
    },
    // Three panels of weights, and so many steps that inputs share their sums.
    FeatureCase("rate coding, long and wide", .rate) { spec, _ in
      spec.input.timesteps = 14
      spec.layers[0].connection = .dense(units: 70, bias: true)
    },
  ]

  private static let courses: [FeatureCase] = [
    FeatureCase("moving average and clipped gradients") { _, options in
      options.averaging = 0.9
      options.clipNorm = 0.1
    },
    FeatureCase("moving average of a normalised network, decaying weights", .rate) {
      spec,
      options in
      spec.layers = normalised
      options.averaging = 0.95
      options.optimizer = .adamW(
        learningRate: 0.02,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weightDecay: 0.1
      )
    },
  ]

  private static let out = LayerSpec(
    name: "out",
    connection: .dense(units: 3, bias: true),
    neuron: NeuronSpec(beta: 0.9, firing: nil)
  )

  private static func dense(_ name: String, _ units: Int) -> LayerSpec {
    LayerSpec(
      name: name,
      connection: .dense(units: units, bias: true),
      neuron: NeuronSpec(beta: 0.8, firing: firing)
    )
  }

  private static func convolution(
    _ name: String,
    _ filters: FilterSpec,
    padding: Int
  ) -> LayerSpec {
    LayerSpec(
      name: name,
      connection: .convolution(
        ConvolutionSpec(filters: filters, kernel: Extent(3), padding: Extent(padding))
      ),
      neuron: NeuronSpec(beta: 0.8, firing: FiringSpec(threshold: 0.3, reset: .subtract))
    )
  }
}
