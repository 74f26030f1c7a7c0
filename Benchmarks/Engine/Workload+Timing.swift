import SpikingNetworks

/// How long and how often something is measured.
struct Patience {
  let repetitions: Int
  let shortest: Double
  let warmup: Double

  /// Returns an empty collection for units of `samples` samples.
  func repetitions(samplesPerUnit samples: Int) -> Repetitions {
    Repetitions(
      wanted: repetitions,
      shortest: shortest,
      warmup: warmup,
      samplesPerUnit: samples
    )
  }
}

/// Ends a training once enough repetitions are there, before its closing evaluation.
private struct Enough: Error {}

extension Workload {
  /// Returns the speed of training, from progress report to progress report of whole epochs.
  func trainingTiming(_ patience: Patience) throws -> Timing {
    var repetitions = patience.repetitions(samplesPerUnit: samples.count)
    do {
      _ = try engine.train(spec, options: options(epochs: 1 << 30), on: samples) { _ in
        if !repetitions.unitEnded() { throw Enough() }
      }
    } catch is Enough {}
    return repetitions.timing(stepsPerUnit: batchesPerEpoch)
  }

  /// Trains for about `seconds`, for a profiler to watch, and returns the samples per second.
  func train(seconds: Double) throws -> Double {
    var (epochs, start) = (0, 0.0)
    do {
      _ = try engine.train(spec, options: options(epochs: 1 << 30), on: samples) { _ in
        if start == 0 { start = now() } else { epochs += 1 }
        if epochs > 0, now() - start >= seconds { throw Enough() }
      }
    } catch is Enough {}
    return Double(epochs * samples.count) / (now() - start)
  }

  /// Returns parameters after `epochs` epochs: spikes of a trained network cost more than initial ones.
  func trainedParameters(epochs: Int = 4) throws -> NetworkParameters {
    try engine.train(spec, options: options(epochs: epochs), on: samples).parameters
  }

  /// Returns the speed of classifying `size` samples per call.
  func inferenceTiming(
    _ parameters: NetworkParameters,
    batch size: Int,
    _ patience: Patience
  ) throws -> Timing {
    let classifier = try FloatClassifier(
      spec,
      parameters,
      capacity: size,
      kernels: engine.kernels,
      workers: engine.workers
    )
    var repetitions = patience.repetitions(samplesPerUnit: size)
    var classes = Array(repeating: 0, count: size)
    var first = 0
    repeat {
      if first + size > samples.count { first = 0 }
      classifier.classify(samples, first..<first + size, seed: seed, into: &classes)
      first += size
    } while repetitions.unitEnded()
    return repetitions.timing(stepsPerUnit: 1)
  }
}
