import ArgumentParser
import SpikingNetworks

/// The networks of the comparison, the same as those of the peers' script.
enum BenchmarkNetwork: String, CaseIterable, ExpressibleByArgument {
  /// 784-256-10.
  case mlp256
  /// 784-1000-10.
  case mlp1000
  /// 12C5-MP2-32C5-MP2-10; the currents are pooled, then come the neurons.
  case conv32
  /// 12C5-MP2-64C5-MP2-10.
  case conv64

  /// The shape of one sample.
  static let shape = SampleShape(height: 28, width: 28)
  /// The number of classes.
  static let classCount = 10

  /// Returns the network over `timesteps` steps.
  func spec(coding: InputCoding, timesteps: Int) -> NetworkSpec {
    let layers =
      switch self {
      case .mlp256: [dense("dense1", 256)]
      case .mlp1000: [dense("dense1", 1000)]
      case .conv32: [convolution("conv1", 12), convolution("conv2", 32)]
      case .conv64: [convolution("conv1", 12), convolution("conv2", 64)]
      }
    return NetworkSpec(
      input: InputSpec(
        shape: BenchmarkNetwork.shape,
        coding: coding,
        bits: 8,
        timesteps: timesteps
      ),
      layers: layers + [dense("readout", BenchmarkNetwork.classCount)],
      readout: .spikeCount
    )
  }

  private var neuron: NeuronSpec {
    NeuronSpec(beta: 0.9, firing: FiringSpec(threshold: 1, reset: .subtract))
  }

  private func dense(_ name: String, _ units: Int) -> LayerSpec {
    LayerSpec(name: name, connection: .dense(units: units, bias: true), neuron: neuron)
  }

  private func convolution(_ name: String, _ channels: Int) -> LayerSpec {
    LayerSpec(
      name: name,
      connection: .convolution(
        ConvolutionSpec(filters: .grouped(channels: channels, groups: 1), kernel: Extent(5))
      ),
      currentPool: PoolSpec(kind: .max, size: Extent(2)),
      neuron: neuron
    )
  }
}

extension TrainingOptions {
  /// The peers' training: Adam 1e-3, constant rate, fast sigmoid of slope 25, detached reset.
  static func benchmark(
    epochs: Int,
    batch: Int,
    seed: UInt64,
    optimizer: OptimizerSpec = .adam(learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
  ) -> TrainingOptions {
    TrainingOptions(
      epochs: epochs,
      batch: batch,
      optimizer: optimizer,
      schedule: .constant(warmup: 0),
      surrogate: .fastSigmoid(slope: 25),
      detachReset: true,
      seed: seed
    )
  }
}
