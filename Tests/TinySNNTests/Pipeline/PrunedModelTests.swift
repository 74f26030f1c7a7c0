import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks
import Testing

@testable import TinySNN

/// Networks that lose channels in training, on their way through the pipeline.
@Suite struct PrunedModelTests {
  private let context = RunContext(
    engine: TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1)),
    jobs: 1,
    locator: DatasetLocator(dataDirectory: nil, environment: [:]),
    version: "test"
  )

  private func experiment(_ pruning: String) throws -> Experiment {
    try Experiment(
      yaml: """
        dataset: {kind: digits}
        input: {bits: 4, timesteps: 2}
        network:
          - conv: {channels: 6, kernel: 3}
          - norm: batch
          - lif: {}
          - pool: {kind: sum, size: 2}
          - dense: {units: 10}
          - readout: membrane
        train: {epochs: 2, pruning: \(pruning)}
        """,
      file: "test"
    )
  }

  @Test("The small network is stored, read, quantized, exported and measured like any other")
  func smallNetwork() throws {
    let experiment = try experiment("{kind: channels, sparsity: 0.5}")
    let path = FileManager.default.temporaryDirectory
      .appending(path: "tinysnn-pruned-\(UUID().uuidString).tsnn").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let pipeline = Pipeline(context: context)
    let made = try pipeline.train(experiment, to: path)
    #expect(made.model.spec.geometries.map(\.channels) == [3, 10])
    let read = try ModelArtifact(contentsOfFile: path)
    #expect(read == made)
    // A training that is resumed when it is finished returns the model.
    #expect(try pipeline.train(experiment, to: path, resume: true) == made)
    let quantized = try pipeline.quantize(read, overrides: [])
    #expect(quantized.network?.layers.map(\.outputCount) == [3 * 36, 10])
    let report = try pipeline.evaluate(quantized, on: .validation)
    #expect(report.integerAccuracy == quantized.metrics.validationAccuracy)
    #expect(!(try quantized.exporter().render().files.isEmpty))
    #expect(quantized.layerFigures.count == 2)
  }

  @Test("A model of other sizes is refused unless channels were pruned")
  func foreignSizes() throws {
    let (channels, synapses) = (
      try experiment("{kind: channels}"), try experiment("{kind: magnitude}")
    )
    let path = FileManager.default.temporaryDirectory
      .appending(path: "tinysnn-foreign-\(UUID().uuidString).tsnn").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    var artifact = try Pipeline(context: context).train(channels, to: path)
    artifact.experiment = synapses
    try artifact.write(to: path)
    #expect(throws: InvalidArtifact.self) { try ModelArtifact(contentsOfFile: path) }
  }
}
