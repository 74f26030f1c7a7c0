import SpikingNetworks

/// What the layers of a float model do on calibration samples: all that corrections need of it.
///
/// It depends on the model and the samples alone, so that the candidates of one model share it.
public struct CalibrationActivity: Codable, Hashable, Sendable {
  /// The layers in processing order.
  public var layers: [Layer]
  /// The key of the rate coding that the samples were drawn with.
  public var seed: UInt64

  /// What one layer does, as means over samples and steps.
  public struct Layer: Codable, Hashable, Sendable {
    /// What each pooled input brings to the membrane in a step.
    ///
    /// The input itself; behind a synaptic current of decay alpha, what is left of it in the current, the sum of
    /// alpha^(t - t') x(t') over the steps t' up to t.
    public var inputs: [Double]
    /// What each neuron's spike of the step before brings to the membrane, likewise; empty without recurrence.
    public var recurrentInputs: [Double]
    /// The number of spikes of a neuron in a step, over all neurons, in 0...1.
    public var rate: Double
  }

  /// Runs `model` on all of `samples`, in double precision and plain loops.
  ///
  /// - Parameters:
  ///   - model: The float model.
  ///   - samples: Samples with inputs of the model's width, at least one.
  ///   - seed: The key of the rate coding; sample i draws as sample i of an evaluation.
  public init(of model: TrainedModel, on samples: SampleSet, seed: UInt64) {
    precondition(
      model.spec.input.accepts(samples) && samples.count > 0,
      "the samples have another shape or width, or there are none"
    )
    let tracer = FloatTracer(model, seed: seed)
    var sums = zip(model.spec.layers, model.spec.geometries).map(LayerSum.init)
    for index in 0..<samples.count {
      let trace = tracer.trace(samples.input(index), sample: index)
      for layer in sums.indices { sums[layer].add(trace.map { $0[layer] }) }
    }
    let count = Double(samples.count * model.spec.input.timesteps)
    layers = sums.map { $0.mean(over: count) }
    self.seed = seed
  }
}

/// The sums of one layer over samples and steps.
private struct LayerSum {
  private let decay: Double
  private let isRecurrent: Bool
  private var inputs: [Double]
  private var recurrentInputs: [Double]
  private var spikes = 0
  private let neurons: Int

  init(_ spec: LayerSpec, _ geometry: LayerGeometry) {
    decay = spec.neuron.synapticDecay ?? 0
    isRecurrent = spec.isRecurrent
    neurons = geometry.neurons.count
    inputs = Array(repeating: 0, count: geometry.pooled.count)
    recurrentInputs = Array(repeating: 0, count: isRecurrent ? neurons : 0)
  }

  /// Takes in the steps of one sample.
  mutating func add(_ steps: [FloatLayerTrace]) {
    var kept = [Double](repeating: 0, count: inputs.count)
    var keptSpikes = [Double](repeating: 0, count: recurrentInputs.count)
    var before: [Bool]?
    for step in steps {
      for index in kept.indices {
        kept[index] = decay * kept[index] + step.inputs[index]
        inputs[index] += kept[index]
      }
      for index in keptSpikes.indices {
        keptSpikes[index] = decay * keptSpikes[index] + (before?[index] == true ? 1 : 0)
        recurrentInputs[index] += keptSpikes[index]
      }
      spikes += step.spikes.count { $0 }
      before = step.spikes
    }
  }

  func mean(over count: Double) -> CalibrationActivity.Layer {
    CalibrationActivity.Layer(
      inputs: inputs.map { $0 / count },
      recurrentInputs: recurrentInputs.map { $0 / count },
      rate: Double(spikes) / (count * Double(neurons))
    )
  }
}
