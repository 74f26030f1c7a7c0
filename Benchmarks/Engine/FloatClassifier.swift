// A stand-in until the engine has its own; delete this file then: it would hide the real one.
import SpikingNetworks

final class FloatClassifier {
  private let spec: NetworkSpec
  private let parameters: NetworkParameters
  private let engine: TrainingEngine

  init(
    _ spec: NetworkSpec,
    _ parameters: NetworkParameters,
    capacity: Int,
    kernels: VectorKernels,
    workers: WorkerPool
  ) throws {
    self.spec = spec
    self.parameters = parameters
    engine = TrainingEngine(kernels: kernels, workers: workers)
  }

  func classify(
    _ samples: SampleSet,
    _ range: Range<Int>,
    seed: UInt64,
    into classes: inout [Int]
  ) {
    let part = samples.selecting(Array(range))
    guard let result = try? engine.evaluate(spec, parameters, on: part, seed: seed) else { return }
    for (slot, value) in result.predictions.enumerated() { classes[slot] = value }
  }
}
