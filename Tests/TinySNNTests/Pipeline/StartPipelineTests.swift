import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

/// Trainings that start from other networks, on the embedded digits.
@Suite struct StartPipelineTests {
  private static let network = """
    network:
      - conv: {channels: 4, kernel: 3}
      - NEURONS
      - pool: {kind: average, size: 2}
      - dense: {units: 24}
      - NEURONS
      - dense: {units: 10}
      - readout: membrane
    """

  private static let source = """
    seed: 3
    dataset: {kind: digits}
    input: {bits: 4, timesteps: 1}
    \(network.replacing("NEURONS", with: "relu: {}"))
    train: {epochs: 12, batch: 32, optimizer: {lr: 0.01}}
    """

  private static func target(epochs: Int, _ start: String = "") -> String {
    """
    seed: 3
    dataset: {kind: digits}
    input: {bits: 4, timesteps: 16}
    \(network.replacing("NEURONS", with: "if: {}"))
    train:
      epochs: \(epochs)
      batch: 32
      optimizer: {lr: 0.002}
      start:
        config: source.yaml
        \(start)
    """
  }

  private func context(
    progress: any ProgressReporter = SilentProgress(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> RunContext {
    RunContext(
      engine: TrainingEngine(kernels: .best, workers: WorkerPool(workers: 2)),
      jobs: 1,
      locator: DatasetLocator(dataDirectory: nil, environment: [:]),
      progress: progress,
      isCancelled: isCancelled,
      version: "test"
    )
  }

  private func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  /// The experiment of `yaml` in `folder`, beside its source.
  private func experiment(_ yaml: String, in folder: TemporaryDirectory) throws -> Experiment {
    try write(Self.source, to: folder.file("source.yaml"))
    try write(yaml, to: folder.file("target.yaml"))
    return try Experiment(contentsOfFile: folder.file("target.yaml"))
  }

  @Test("A trained network of rectifiers loses little as spikes, and training brings it back")
  func digits() throws {
    let folder = try TemporaryDirectory()
    let store = FloatModelStore(
      context: context(),
      data: try Pipeline(context: context()).load(experiment(Self.source, in: folder)).split,
      directory: nil
    )
    func train(_ yaml: String) throws -> FloatModelStore.Entry {
      try store.train(experiment(yaml, in: folder))
    }
    let source = try train(Self.source)
    #expect(source.validation.accuracy > 0.9)
    #expect(source.validation.activity[0].spikesPerSample > 0)
    let converted = try train(Self.target(epochs: 0))
    #expect(converted.artifact.model.history.isEmpty)
    #expect(converted.validation.accuracy > source.validation.accuracy - 0.05)
    #expect(converted.validation.sampleActivity.operations.contains { $0 > 0 })
    let tuned = try train(Self.target(epochs: 2))
    #expect(tuned.validation.accuracy >= converted.validation.accuracy)
    #expect(tuned.validation.accuracy > source.validation.accuracy - 0.02)
    // Half the first weights, fewer spikes.
    let scaled = try train(Self.target(epochs: 0, "weight_scale: 0.5"))
    #expect(
      scaled.validation.activity[0].spikesPerSample
        < 0.7 * converted.validation.activity[0].spikesPerSample
    )
    // A spiking network starts from a spiking one, by the file of its model.
    try converted.artifact.write(to: folder.file("converted.tsnn"))
    let copy = try train(
      Self.target(epochs: 0).replacing("config: source.yaml", with: "model: converted.tsnn")
    )
    #expect(copy.artifact.model.parameters == converted.artifact.model.parameters)
    #expect(copy.validation == converted.validation)
  }

  @Test("A started training that is stopped goes on to the same bytes")
  func resume() throws {
    let folder = try TemporaryDirectory()
    let yaml = Self.target(epochs: 2).replacing("timesteps: 16", with: "timesteps: 4")
    let experiment = try experiment(yaml, in: folder)
    let (path, reference) = (folder.file("model.tsnn"), folder.file("reference.tsnn"))
    // The source's training comes first, and is stopped first.
    for _ in 0..<14 {
      guard !FileManager.default.fileExists(atPath: path) else { break }
      do {
        _ = try Pipeline(context: context(isCancelled: { true }))
          .train(experiment, to: path, resume: true)
      } catch is Interrupted {}
    }
    _ = try Pipeline(context: context()).train(experiment, to: path, resume: true)
    _ = try Pipeline(context: context()).train(experiment, to: reference)
    #expect(
      FileManager.default.contents(atPath: path)
        == FileManager.default.contents(atPath: reference)
    )
  }

  @Test("Rectifiers are neither quantized nor searched")
  func refusals() throws {
    let folder = try TemporaryDirectory()
    let experiment = try experiment(
      Self.source.replacing("epochs: 12", with: "epochs: 1"),
      in: folder
    )
    let pipeline = Pipeline(context: context())
    let artifact = try pipeline.train(experiment, to: folder.file("relu.tsnn"))
    #expect(ModelText(artifact).inspection.contains("integers    none: rectifiers (relu)"))
    let report = try pipeline.evaluate(artifact, on: .validation)
    #expect(report.integerAccuracy == nil && report.floatAccuracy > 0.1)
    let refused = #expect(throws: ConfigurationErrors.self) {
      try pipeline.quantize(artifact, overrides: [])
    }
    #expect(refused?.description.contains("rectifiers have no integers") == true)
    #expect(throws: ConfigurationErrors.self) {
      try pipeline.search(experiment, in: folder.file("run"), resume: false)
    }
    #expect(throws: InvalidArtifact.self) { try artifact.exporter() }
  }
}
