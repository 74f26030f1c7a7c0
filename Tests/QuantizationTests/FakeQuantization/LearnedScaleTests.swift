import FixedPoint
import SpikingNetworks
import Testing

@testable import Quantization

/// What one step of plain gradient descent makes of a learned scale, from what it makes of the weights.
///
/// The largest weights, which set the scale, belong to inputs that are always silent: they have no gradient, all
/// others lie inside the grid, and dL/dw shows in their step.
@Suite struct LearnedScaleTests {
  private let rate = 0.1

  private func network(_ shape: SampleShape, _ first: LayerSpec) -> NetworkSpec {
    NetworkSpec(
      input: InputSpec(shape: shape, coding: .direct, bits: 4, timesteps: 6),
      layers: [
        first,
        LayerSpec(
          name: "out",
          connection: .dense(units: 2, bias: false),
          neuron: NeuronSpec(beta: 0.9, firing: nil)
        ),
      ],
      readout: .membrane(.sum)
    )
  }

  private var neuron: NeuronSpec {
    NeuronSpec(beta: 0.9, firing: FiringSpec(threshold: 1, reset: .subtract))
  }

  /// Weights of at most 0.5, and of 0.9 where `isSilent`.
  private func model(_ spec: NetworkSpec, isSilent: (_ weight: Int) -> Bool) -> TrainedModel {
    let random = Philox(seed: 3, stream: .testVectors)
    func draw(_ count: Int, _ sample: Int) -> [Float] {
      (0..<count).map { Float(random.uniform($0, sample: sample)) * 0.8 - 0.3 }
    }
    let units = spec.geometries[0].channels
    let weights = draw(spec.geometries[0].weightCount, 1).enumerated()
      .map { isSilent($0.offset) ? 0.9 : $0.element }
    let parameters = NetworkParameters(layers: [
      LayerParameters(
        weights: weights,
        bias: [],
        recurrentWeights: spec.layers[0].isRecurrent ? draw(units * units, 2) : []
      ),
      LayerParameters(weights: draw(spec.geometries[1].weightCount, 3), bias: []),
    ])
    return TrainedModel(
      spec: spec,
      parameters: parameters,
      history: [],
      activity: spec.layers.map { _ in LayerActivity(spikesPerSample: 1, membranePeak: 8) }
    )
  }

  /// Sixteen samples whose first channel is always 0; all of its inputs, or of one column the first.
  private func samples(_ shape: SampleShape) -> SampleSet {
    let random = Philox(seed: 4, stream: .testVectors)
    let stride = shape.channels > 1 ? shape.channels : shape.count
    let inputs = (0..<16 * shape.count).map { index in
      index % stride == 0 ? 0 : UInt8(random.integer(below: 16, index))
    }
    return SampleSet(
      shape: shape,
      classCount: 2,
      maximum: 15,
      inputs: inputs,
      labels: (0..<16).map { UInt8($0 % 2) }
    )
  }

  /// Expects that the first layer's scales step by the gradient of `count` weights each.
  private func check(
    _ model: TrainedModel,
    _ scale: ScaleGranularity,
    weights count: Int
  ) throws {
    let options = TrainingOptions(
      epochs: 1,
      batch: 16,
      optimizer: .sgd(learningRate: rate, momentum: 0),
      schedule: .constant(warmup: 0),
      seed: 3
    )
    let training = QuantizationAwareTraining(
      specification: QuantizationSpec(layers: [
        .plain(weightBits: 3, scale: scale), .plain(weightBits: 3),
      ]),
      options: options,
      stepSize: .learned,
      quantizer: Quantizer(seed: 3)
    )
    let start = try training.quantizer.quantize(model, training.specification)
    let engine = TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1))
    let result = try training.train(
      from: model,
      on: samples(model.spec.input.shape),
      engine: engine
    )
    let (layer, highest) = (start.layers[0], 3.0)
    let geometry = layer.geometry
    var gradients = [Double](repeating: 0, count: geometry.channels)
    func add(_ channel: Int, _ before: Float, _ after: Float, _ integer: Int16) {
      let scale = layer.weights.scales[layer.weights.scales.count == 1 ? 0 : channel]
      let gradient = (Double(before) - Double(after)) / rate
      gradients[channel] += gradient * (Double(integer) - Double(before) / scale)
    }
    let (before, after) = (model.parameters.layers[0], result.model.parameters.layers[0])
    for index in before.weights.indices {
      let input = index / geometry.groupOutputs % geometry.pooled.channels
      let group = input / geometry.groupInputs
      add(
        group * geometry.groupOutputs + index % geometry.groupOutputs,
        before.weights[index],
        after.weights[index],
        layer.weights.values[index]
      )
    }
    for index in before.recurrentWeights.indices {
      add(
        index % geometry.channels,
        before.recurrentWeights[index],
        after.recurrentWeights[index],
        try #require(layer.recurrence).values[index]
      )
    }
    if scale == .tensor { gradients = [gradients.reduce(0, +)] }
    for (channel, gradient) in gradients.enumerated() {
      let first = layer.weights.scales[channel]
      // p = s / s0 steps by the gradient of the paper's factor, divided by s0.
      let expected = -rate * gradient / (first * (Double(count) * highest).squareRoot())
      let step = result.point.scales[0][channel] / first - 1
      // Another number of weights by a quarter would be seen.
      #expect(abs(expected) > 1e-4, "channel \(channel): nothing to compare")
      #expect(abs(step - expected) < 0.02 * abs(expected), "channel \(channel)")
    }
  }

  @Test("A channel of a dense layer has its inputs' weights, and its recurrent ones")
  func dense() throws {
    let shape = SampleShape(height: 1, width: 4)
    for isRecurrent in [false, true] {
      let first = LayerSpec(
        name: "dense1",
        connection: .dense(units: 3, bias: false),
        isRecurrent: isRecurrent,
        neuron: neuron
      )
      let model = model(network(shape, first)) { $0 < 3 }
      let own = 4 + (isRecurrent ? 3 : 0)
      try check(model, .channel, weights: own)
      try check(model, .tensor, weights: 3 * own)
    }
  }

  @Test("A channel of a convolution has the weights of its group", arguments: [1, 2])
  func convolution(groups: Int) throws {
    let shape = SampleShape(channels: 2, height: 1, width: 6)
    let first = LayerSpec(
      name: "conv1",
      connection: .convolution(
        ConvolutionSpec(
          filters: .grouped(channels: 4, groups: groups),
          kernel: Extent(height: 1, width: 3),
          bias: false
        )
      ),
      neuron: neuron
    )
    let spec = network(shape, first)
    let outputs = spec.geometries[0].groupOutputs
    let model = model(spec) { $0 / outputs % 2 == 0 }
    let own = 3 * 2 / groups
    try check(model, .tensor, weights: 4 * own)
    // With groups the silent channel is all that half of the channels have.
    if groups == 1 { try check(model, .channel, weights: own) }
  }
}
