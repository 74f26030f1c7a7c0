import SpikingNetworks

/// What an integer network does otherwise than the float model that it comes from, layer by layer.
public struct QuantizationDiagnosis: Codable, Hashable, Sendable {
  /// The number of samples that both networks ran on.
  public var samples: Int
  /// The layers in processing order.
  public var layers: [LayerDiagnosis]
  /// Why the network is of no use, one sentence for each reason; empty if there is none.
  ///
  /// A layer went silent or fires everywhere, its membrane lost its leak or its memory, or its thresholds collapsed.
  public var failures: [String]

  /// Runs `network` and `model` on the first `limit` samples of `set`.
  ///
  /// The float side runs in double precision and plain loops; its rate coding draws as the simulator's does.
  /// - Parameters:
  ///   - network: The integers.
  ///   - model: What they come from.
  ///   - set: Samples with inputs of the network's width, at least one.
  ///   - limit: The largest number of samples that are run, at least one.
  /// - Precondition: `network` has the layers of `model`, and `set` fits their input.
  public init(
    of network: QuantizedNetwork,
    from model: TrainedModel,
    on set: SampleSet,
    limit: Int = 64
  ) {
    precondition(network.comes(from: model), "the integers are those of another network")
    precondition(
      network.input.accepts(set) && set.count > 0,
      "the samples have another shape or width, or there are none"
    )
    precondition(limit > 0, "a diagnosis needs a sample")
    var run = DiagnosisRun(network, model)
    samples = min(limit, set.count)
    for index in 0..<samples { run.add(set.input(index), sample: index) }
    layers = network.layers.indices.map { index in
      LayerDiagnosis(
        index,
        of: network,
        from: model,
        run.activities[index],
        run.overflows[index].shares
      )
    }
    let samples = samples
    failures = layers.flatMap {
      $0.failures(samples: samples, timesteps: network.input.timesteps)
    }
  }
}

/// Both networks on one sample after the other.
private struct DiagnosisRun {
  private let network: QuantizedNetwork
  private let simulator: IntegerSimulator
  private let tracer: FloatTracer
  private let encoder: SampleEncoder
  private(set) var activities: [ActivityComparison]
  private(set) var overflows: [OverflowCounter]

  init(_ network: QuantizedNetwork, _ model: TrainedModel) {
    self.network = network
    simulator = IntegerSimulator(network)
    tracer = FloatTracer(model, seed: network.encodingSeed)
    encoder = SampleEncoder(network.input, seed: network.encodingSeed)
    activities = network.layers.enumerated().map { index, layer in
      let (units, channels) = (network.membraneUnits(ofLayer: index), layer.geometry.channels)
      let thresholds = model.parameters.layers[index].thresholds(
        of: model.spec.layers[index].neuron
      )
      let peak = model.activity[index].membranePeak
      return ActivityComparison(
        fires: layer.firing != nil,
        units: (0..<layer.outputCount).map { units.shared($0 % channels) },
        references: (0..<layer.outputCount).map { neuron in
          thresholds.isEmpty ? (peak > 0 ? peak : 1) : thresholds.shared(neuron % channels)
        }
      )
    }
    overflows = network.layers.enumerated().map { index, layer in
      OverflowCounter(layer, isConstant: index == 0 && network.input.coding == .direct)
    }
  }

  mutating func add(_ values: ArraySlice<UInt8>, sample: Int) {
    let integer = simulator.trace(values, sample: sample).steps
    let float = tracer.trace(values, sample: sample)
    var inputs = integer.indices.map { encoder.integers(values, step: $0, sample: sample) }
    for index in network.layers.indices {
      for step in integer.indices {
        activities[index].add(float[step][index], integer[step][index])
      }
      let trace = integer.map { $0[index] }
      overflows[index].add(inputs: inputs, trace: trace)
      inputs = trace.map { $0.spikes.map { $0 ? 1 : 0 } }
    }
  }
}
