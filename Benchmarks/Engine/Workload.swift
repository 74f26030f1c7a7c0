import SpikingNetworks

/// One configuration, ready to run.
struct Workload {
  let spec: NetworkSpec
  let samples: SampleSet
  let batch: Int
  /// The key of the draws of training: order of the samples, rate coding.
  let seed: UInt64
  /// The key of the initial parameters.
  let initializationSeed: UInt64
  let engine: TrainingEngine

  /// The batches of one pass over the samples.
  var batchesPerEpoch: Int { (samples.count + batch - 1) / batch }

  /// The parameters that training starts from.
  var initialParameters: NetworkParameters {
    NetworkParameters(initializing: spec, seed: initializationSeed)
  }

  /// Returns the options of a training of `epochs` epochs.
  func options(epochs: Int) -> TrainingOptions {
    .benchmark(epochs: epochs, batch: batch, seed: seed)
  }
}
