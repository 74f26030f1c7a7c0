import ContractSupport
import SpikingNetworks

/// Three classes of 4x4 images, one of three rows lit, with noise, and a network for them.
enum TinyProblem {
  static let shape = SampleShape(height: 4, width: 4)

  static func samples(_ count: Int, seed: UInt64 = 51) -> SampleSet {
    samples(count, seed: seed, lit: 6...15, dark: 0...8)
  }

  /// The same without values that a lit and a dark pixel can both have.
  static func brightSamples(_ count: Int, seed: UInt64 = 51) -> SampleSet {
    samples(count, seed: seed, lit: 9...15, dark: 0...4)
  }

  private static func samples(
    _ count: Int,
    seed: UInt64,
    lit: ClosedRange<Int>,
    dark: ClosedRange<Int>
  ) -> SampleSet {
    var draws = Draws(seed)
    var (inputs, labels) = ([UInt8](), [UInt8]())
    for _ in 0..<count {
      let label = draws.integer(below: 3)
      labels.append(UInt8(label))
      for pixel in 0..<16 { inputs.append(UInt8(draws.pick(pixel / 4 == label ? lit : dark))) }
    }
    return SampleSet(shape: shape, classCount: 3, maximum: 15, inputs: inputs, labels: labels)
  }

  static func spec(_ coding: InputCoding = .direct) -> NetworkSpec {
    NetworkSpec(
      input: InputSpec(shape: shape, coding: coding, bits: coding.bits(4), timesteps: 4),
      layers: [
        LayerSpec(
          name: "dense1",
          connection: .dense(units: 12, bias: true),
          neuron: NeuronSpec(beta: 0.9, firing: FiringSpec(threshold: 1, reset: .subtract))
        ),
        LayerSpec(
          name: "out",
          connection: .dense(units: 3, bias: true),
          neuron: NeuronSpec(beta: 0.9, firing: nil)
        ),
      ],
      readout: .membrane(.sum)
    )
  }

  static func options(
    epochs: Int = 4,
    optimizer: OptimizerSpec = .adam(learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
  ) -> TrainingOptions {
    TrainingOptions(epochs: epochs, batch: 32, optimizer: optimizer, seed: 7)
  }

  static func engine(workers: Int = 1, _ kernels: VectorKernels = .best) -> TrainingEngine {
    TrainingEngine(kernels: kernels, workers: WorkerPool(workers: workers))
  }
}

extension NetworkParameters {
  /// All numbers of all layers.
  var numbers: [Float] {
    layers.flatMap { $0.weights + $0.bias + $0.recurrentWeights + $0.betas + $0.thresholds }
  }
}
