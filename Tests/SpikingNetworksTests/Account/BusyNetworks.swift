import SpikingNetworks

/// Networks whose neurons all fire in every step, so that their work can be counted by hand.
enum BusyNetworks {
  /// What `account` says of a network on two equal samples.
  static func evaluate(_ spec: NetworkSpec, _ input: [UInt8]) throws -> FloatEvaluation {
    let weights = spec.geometries.map(\.weightCount)
    let parameters = NetworkParameters(
      layers: zip(spec.layers, weights).map { layer, count in
        let units = layer.isRecurrent ? 3 : 0
        return LayerParameters(
          weights: Array(repeating: 2, count: count),
          bias: [],
          recurrentWeights: Array(repeating: 0, count: units * units)
        )
      }
    )
    return try TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1)).evaluate(
      spec,
      parameters,
      on: SampleSet(
        shape: spec.input.shape,
        classCount: spec.classCount,
        maximum: 1,
        inputs: input + input,
        labels: [0, 0]
      ),
      seed: 1
    )
  }

  private static let firing = NeuronSpec(beta: 1, firing: FiringSpec(threshold: 1, reset: .zero))
  private static let silent = NeuronSpec(beta: 1, firing: nil)

  private static func input(_ shape: SampleShape, _ coding: InputCoding, steps: Int) -> InputSpec {
    InputSpec(shape: shape, coding: coding, bits: 1, timesteps: steps)
  }

  private static func convolution(
    _ name: String,
    channels: Int,
    kernel: Int,
    stride: Int = 1,
    padding: Int = 0,
    neuron: NeuronSpec
  ) -> LayerSpec {
    LayerSpec(
      name: name,
      connection: .convolution(
        ConvolutionSpec(
          filters: .grouped(channels: channels, groups: 1),
          kernel: Extent(kernel),
          stride: Extent(stride),
          padding: Extent(padding),
          bias: false
        )
      ),
      neuron: neuron
    )
  }

  /// 4 x 4 values, two channels of 3 x 3 with padding, three channels of 3 x 3 in steps of 2 that see one place, two
  /// outputs.
  static let strided = NetworkSpec(
    input: input(SampleShape(height: 4, width: 4), .direct, steps: 3),
    layers: [
      convolution("conv1", channels: 2, kernel: 3, padding: 1, neuron: firing),
      convolution("conv2", channels: 3, kernel: 3, stride: 2, neuron: firing),
      LayerSpec(name: "dense3", connection: .dense(units: 2, bias: false), neuron: silent),
    ],
    readout: .membrane(.sum)
  )

  /// 3 x 3 neurons, of which a pool of 2 x 2 hands four to a dense layer of four.
  static func pooled(_ kind: PoolKind) -> NetworkSpec {
    NetworkSpec(
      input: input(SampleShape(height: 3, width: 3), .direct, steps: 2),
      layers: [
        convolution("conv1", channels: 1, kernel: 1, neuron: firing),
        LayerSpec(
          name: "dense2",
          inputPool: PoolSpec(kind: kind, size: Extent(2)),
          connection: .dense(units: 4, bias: false),
          neuron: silent
        ),
      ],
      readout: .membrane(.sum)
    )
  }

  /// Two rate-coded inputs, three recurrent neurons, two outputs, two steps.
  static let recurrent = NetworkSpec(
    input: input(SampleShape(height: 1, width: 2), .rate, steps: 2),
    layers: [
      LayerSpec(
        name: "dense1",
        connection: .dense(units: 3, bias: false),
        isRecurrent: true,
        neuron: firing
      ),
      LayerSpec(name: "dense2", connection: .dense(units: 2, bias: false), neuron: silent),
    ],
    readout: .membrane(.sum)
  )
}
