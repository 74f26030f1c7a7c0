import SpikingNetworks
import Testing

/// The results of trainings with the baseline kernels, which are the same on every machine.
@Suite struct RecordedTrainingTests {
  /// FNV-1a over the bits of all weights and biases after training.
  private func hash(_ spec: NetworkSpec) throws -> UInt64 {
    let kernels = try #require(VectorKernels(instructionSet: .baseline))
    let options = TrainingOptions(
      epochs: 3,
      batch: 64,
      optimizer: .adam(learningRate: 0.02, beta1: 0.9, beta2: 0.999, epsilon: 1e-8),
      schedule: .cosine(warmup: 1),
      regularizers: [.synaptic(strength: 0.01, p: 1, ramp: true)],
      augmentation: AugmentationSpec(shift: 1),
      seed: 1
    )
    let model = try TinyProblem.engine(workers: 2, kernels)
      .train(spec, options: options, on: TinyProblem.brightSamples(100))
    return model.parameters.layers.flatMap { $0.weights + $0.bias }
      .reduce(UInt64(0xcbf2_9ce4_8422_2325)) { hash, value in
        (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01b3
      }
  }

  private static let codings = [InputCoding.direct, .rate]

  private func dense(_ coding: InputCoding, units: Int, timesteps: Int) -> NetworkSpec {
    var spec = TinyProblem.spec(coding)
    spec.input.timesteps = timesteps
    spec.layers[0].connection = .dense(units: units, bias: true)
    return spec
  }

  @Test("Dense networks of both codings")
  func denseNetworks() throws {
    let hashes = try Self.codings.map { try hash(dense($0, units: 20, timesteps: 6)) }
    #expect(hashes == [14_597_802_937_728_030_965, 18_210_170_199_212_062_470])
  }

  @Test("A rate-coded network whose steps and inputs share sums")
  func sharedSums() throws {
    let hash = try hash(dense(.rate, units: 40, timesteps: 14))
    #expect(hash == 12_223_655_083_792_723_942)
  }

  @Test("Convolutions of both codings with groups, a stride and pooled spikes")
  func convolutions() throws {
    let hashes = try Self.codings.map { coding in
      var spec = TinyProblem.spec(coding)
      spec.layers = FeatureCase.grouped
      return try hash(spec)
    }
    #expect(hashes == [4_186_685_278_093_532_288, 10_530_452_492_598_746_502])
  }
}
