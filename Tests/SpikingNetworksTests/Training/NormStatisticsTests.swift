import SpikingNetworks
import Testing

/// The running statistics of a normalisation move once a batch, towards those of all rows of the batch.
///
/// The first layer sees nothing but the samples, so plain loops in double precision know its currents.
@Suite struct NormStatisticsTests {
  private static let momentum = 0.25

  private func spec(_ connection: ConnectionSpec, synaptic: Bool) -> NetworkSpec {
    var spec = TinyProblem.spec()
    spec.layers[0].connection = connection
    spec.layers[0].norm = BatchNormSpec(momentum: Self.momentum)
    spec.layers[0].neuron.synapticDecay = synaptic ? 0.5 : nil
    return spec
  }

  /// The currents of a sample, [row][channel].
  private func currents(
    _ sample: ArraySlice<UInt8>,
    _ spec: NetworkSpec,
    _ parameters: LayerParameters
  ) -> [[Double]] {
    let connection = ReferenceConnection(spec.layers[0].connection, spec.geometries[0])
    let values = connection.currents(
      sample.map { Double($0) / 15 },
      parameters.weights.map(Double.init)
    )
    let channels = parameters.bias.count
    return stride(from: 0, to: values.count, by: channels).map { first in
      (0..<channels).map { values[first + $0] + Double(parameters.bias[$0]) }
    }
  }

  /// Shards of 9, 9, 9, 6; of four times 32 and 1; of 9, 9, 9, 6 and then 9 and 7.
  @Test(
    "Shards count by their rows",
    arguments: [(33, 33), (129, 129), (49, 33)],
    [false, true]
  )
  func shards(size: (samples: Int, batch: Int), synaptic: Bool) throws {
    let convolution = ConvolutionSpec(
      filters: .grouped(channels: 3, groups: 1),
      kernel: Extent(3)
    )
    for connection in [ConnectionSpec.dense(units: 5, bias: true), .convolution(convolution)] {
      try check(spec(connection, synaptic: synaptic), size)
    }
  }

  private func check(_ spec: NetworkSpec, _ size: (samples: Int, batch: Int)) throws {
    let data = TinyProblem.samples(size.samples)
    let start = NetworkParameters(initializing: spec, seed: 5)
    var options = TinyProblem.options(epochs: 1, optimizer: .sgd(learningRate: 0, momentum: 0))
    options.batch = size.batch
    let order = Philox(seed: options.seed, stream: .shuffle).permutation(data.count, sample: 0)
    let channels = start.layers[0].bias.count
    var mean = Array(repeating: 0.0, count: channels)
    var variance = Array(repeating: 1.0, count: channels)
    for first in stride(from: 0, to: data.count, by: size.batch) {
      let rows = order[first..<min(first + size.batch, data.count)].flatMap {
        currents(data.input($0), spec, start.layers[0])
      }
      for channel in 0..<channels {
        let values = rows.map { $0[channel] }
        let middle = values.reduce(0, +) / Double(values.count)
        let square = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
        mean[channel] += Self.momentum * (middle - mean[channel])
        variance[channel] += Self.momentum * (square - middle * middle - variance[channel])
      }
    }
    for instructionSet in InstructionSet.available {
      let kernels = try #require(VectorKernels(instructionSet: instructionSet))
      for workers in [1, 2] {
        var end = start
        _ = try TinyProblem.engine(workers: workers, kernels).train(
          spec,
          options: options,
          from: start,
          on: data,
          checkpoint: { end = $0().parameters }
        )
        let norm = try #require(end.layers[0].norm)
        #expect(close(norm.mean, mean.map { Float($0) }, 2e-6), "\(instructionSet)")
        #expect(close(norm.variance, variance.map { Float($0) }, 2e-6), "\(instructionSet)")
      }
    }
  }
}
