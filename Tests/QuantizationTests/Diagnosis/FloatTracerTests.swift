import SpikingNetworks
import Testing

@testable import Quantization

/// The plain float trace against the engine, on numbers that both compute exactly.
@Suite struct FloatTracerTests {
  private static func convolution(_ name: String, _ filters: FilterSpec) -> LayerSpec {
    LayerSpec(
      name: name,
      connection: .convolution(
        ConvolutionSpec(filters: filters, kernel: Extent(3), padding: Extent(1))
      ),
      neuron: NeuronSpec(beta: 0.5, firing: FiringSpec(threshold: 0.75, reset: .subtract))
    )
  }

  private static func dense(_ name: String, _ units: Int) -> LayerSpec {
    LayerSpec(
      name: name,
      connection: .dense(units: units, bias: true),
      neuron: NeuronSpec(beta: 0.75, firing: FiringSpec(threshold: 1, reset: .subtract))
    )
  }

  /// Layers between 6 x 6 inputs and three classes.
  static let networks: [[LayerSpec]] = {
    var strided = convolution("conv1", .grouped(channels: 4, groups: 1))
    strided.currentPool = PoolSpec(kind: .max, size: Extent(height: 2, width: 4))
    var grouped = convolution("conv2", .grouped(channels: 6, groups: 2))
    grouped.inputPool = PoolSpec(kind: .average, size: Extent(height: 2, width: 1))
    if case .convolution(var connection) = grouped.connection {
      connection.padding = Extent(2)
      connection.stride = Extent(height: 1, width: 2)
      grouped.connection = .convolution(connection)
    }
    var depthwise = convolution("depthwise1", .depthwise(multiplier: 3))
    depthwise.neuron.firing?.reset = .zero
    depthwise.neuron.firing?.resetValue = -0.25
    var joined = dense("dense2", 7)
    joined.inputPool = PoolSpec(kind: .max, size: Extent(4))
    var summed = convolution("conv2", .grouped(channels: 3, groups: 3))
    summed.inputPool = PoolSpec(kind: .sum, size: Extent(2))
    var recurrent = dense("dense1", 9)
    recurrent.isRecurrent = true
    recurrent.neuron.synapticDecay = 0.5
    recurrent.neuron.firing?.adaptation = AdaptationSpec(decay: 0.5, step: 0.25)
    var tuned = dense("dense2", 5)
    let tuning = ParameterTuning(sharing: .channel, spread: 0.25, isTrained: false)
    tuned.neuron.beta = 0.5
    tuned.neuron.betaTuning = tuning
    tuned.neuron.firing?.thresholdTuning = tuning
    return [
      [strided, grouped, dense("dense3", 3)],
      [depthwise, joined, dense("dense3", 3)],
      [convolution("conv1", .grouped(channels: 3, groups: 1)), summed, dense("dense3", 3)],
      [recurrent, tuned, dense("dense3", 3)],
    ]
  }()

  @Test("It fires and decides as the engine does", arguments: 0..<16)
  func engine(number: Int) throws {
    let random = Philox(seed: 77, stream: .testVectors)
    var next = number << 16
    func draw(below bound: Int) -> Int {
      next += 1
      return random.integer(below: bound, next)
    }
    var spec = NetworkSpec(
      input: InputSpec(
        shape: SampleShape(height: 6, width: 6),
        // Inputs of one bit are 0 and 1 under both codings.
        coding: number.isMultiple(of: 2) ? .rate : .direct,
        bits: number.isMultiple(of: 2) ? 4 : 1,
        timesteps: 5
      ),
      layers: Self.networks[number / 2 % 4],
      readout: .spikeCount
    )
    if number >= 8 {
      spec.layers[spec.layers.count - 1].neuron.firing = nil
      spec.readout = .membrane(.sum)
    }
    var parameters = NetworkParameters(initializing: spec, seed: 1)
    func eighth() -> Float { Float(draw(below: 17) - 7) / 8 }
    for index in parameters.layers.indices {
      parameters.layers[index].weights = parameters.layers[index].weights.map { _ in eighth() }
      parameters.layers[index].bias = parameters.layers[index].bias.map { _ in eighth() / 4 }
      parameters.layers[index].recurrentWeights = parameters.layers[index].recurrentWeights
        .map { _ in eighth() }
    }
    let count = 20
    let samples = SampleSet(
      shape: spec.input.shape,
      classCount: 3,
      maximum: spec.input.maximum,
      inputs: (0..<36 * count).map { _ in UInt8(draw(below: spec.input.maximum + 1)) },
      labels: Array(repeating: 0, count: count)
    )
    let engine = TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1))
    let evaluation = try engine.evaluate(spec, parameters, on: samples, seed: 9)
    let model = TrainedModel(
      spec: spec,
      parameters: parameters,
      history: [],
      activity: evaluation.activity
    )
    let tracer = FloatTracer(model, seed: 9)
    var spikes = spec.layers.map { _ in 0 }
    for index in 0..<count {
      let trace = tracer.trace(samples.input(index), sample: index)
      for step in trace {
        for layer in spikes.indices { spikes[layer] += step[layer].spikes.count { $0 } }
      }
      #expect(prediction(trace, spec.readout) == evaluation.predictions[index])
    }
    #expect(spikes.map { Double($0) / Double(count) } == evaluation.activity.map(\.spikesPerSample))
    #expect(spikes[0] > 0)
  }

  private func prediction(_ trace: [[FloatLayerTrace]], _ readout: Readout) -> Int {
    let last = trace.map { $0[$0.count - 1] }
    let classes = last[0].membranes.indices
    if readout == .spikeCount {
      return Prediction.largest(
        counts: classes.map { output in last.count { $0.spikes[output] } },
        membranes: last[last.count - 1].membranes
      )
    }
    return Prediction.largest(
      classes.map { output in last.reduce(0) { $0 + $1.membranes[output] } }
    )
  }
}
