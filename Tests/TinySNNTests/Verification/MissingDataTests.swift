import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

/// Verification of a model whose data set is not there.
@Suite struct MissingDataTests {
  private func pipeline(dataDirectory: String? = nil) -> Pipeline {
    Pipeline(
      context: RunContext(
        engine: TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1)),
        jobs: 1,
        locator: DatasetLocator(dataDirectory: dataDirectory, environment: [:]),
        version: "test"
      )
    )
  }

  /// An experiment on `dataset` with a small network.
  private func experiment(_ dataset: String) throws -> Experiment {
    try Experiment(
      yaml: """
        dataset: {kind: \(dataset)}
        input: {bits: 4, timesteps: 2}
        network: [{dense: {units: 4}}, {lif: {}}, {dense: {units: 10}}, {readout: membrane}]
        train: {epochs: 1}
        """,
      file: "test"
    )
  }

  /// Writes a model of digits that says it was trained on MNIST.
  private func model(in folder: TemporaryDirectory) throws -> String {
    let trained = try pipeline().train(experiment("digits"), to: folder.file("float.tsnn"))
    var artifact = try pipeline().quantize(trained, overrides: [])
    artifact.experiment = try experiment("mnist")
    let path = folder.file("model.tsnn")
    try artifact.write(to: path)
    return path
  }

  @Test("is an error on the host, and where the folder of the data was named; boards do without")
  func missing() throws {
    let folder = try TemporaryDirectory()
    let path = try model(in: folder)
    #expect(throws: MissingInput.self) { try pipeline().verify(modelOrRun: path) }
    #expect(throws: MissingInput.self) {
      try pipeline(dataDirectory: folder.file("none")).verify(
        modelOrRun: path,
        on: [.host, .cortexM0],
        skippingMissing: [.cortexM0]
      )
    }
    let table = try pipeline().verify(
      modelOrRun: path,
      on: [.host, .cortexM0],
      skippingMissing: [.cortexM0],
      options: VerificationOptions(samples: 3)
    )
    #expect(table.samples.isSynthetic)
    let host = try #require(table.targets.first)
    #expect(host.result == .equal && host.correct == nil)
    #expect(host.note?.hasPrefix("synthetic samples, because the data set is not there") == true)
    #expect(table.text.contains("host: synthetic samples, "))
    #expect(try #require(table.targets.last).result == .skipped)
  }
}
