import ContractSupport
import Quantization
import SpikingNetworks

/// Three classes of 4 x 4 images, one of three rows lit, with noise, and a network for them.
enum RowProblem {
  static let shape = SampleShape(height: 4, width: 4)

  static func samples(_ count: Int, seed: UInt64) -> SampleSet {
    let random = Philox(seed: seed, stream: .testVectors)
    let labels = (0..<count).map { random.integer(below: 3, $0 * 17) }
    let inputs = (0..<count * 16).map { index in
      let draw = random.integer(below: 10, index / 16 * 17 + 1 + index % 16)
      return UInt8(index % 16 / 4 == labels[index / 16] ? 6 + draw : draw)
    }
    return SampleSet(
      shape: shape,
      classCount: 3,
      maximum: 15,
      inputs: inputs,
      labels: labels.map(UInt8.init)
    )
  }

  static func spec(_ coding: InputCoding) -> NetworkSpec {
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

  static func options(epochs: Int, rate: Double = 0.02) -> TrainingOptions {
    TrainingOptions(
      epochs: epochs,
      batch: 32,
      optimizer: .adam(learningRate: rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
      seed: 7
    )
  }

  static func engine(workers: Int = 1) -> TrainingEngine {
    TrainingEngine(kernels: .best, workers: WorkerPool(workers: workers))
  }
}
