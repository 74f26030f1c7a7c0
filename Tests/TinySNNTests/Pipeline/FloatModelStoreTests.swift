import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

@Suite struct FloatModelStoreTests {
  private func experiment(_ overrides: String...) throws -> Experiment {
    try SmallTraining.experiment(epochs: 1, overrides)
  }

  private func context(
    kernels: VectorKernels = .best,
    version: String = "test",
    progress: any ProgressReporter = SilentProgress()
  ) -> RunContext {
    RunContext(
      engine: TrainingEngine(kernels: kernels, workers: WorkerPool(workers: 1)),
      jobs: 1,
      locator: DatasetLocator(dataDirectory: nil, environment: [:]),
      progress: progress,
      version: version
    )
  }

  private func data() throws -> DatasetSplit {
    try Pipeline(context: context()).load(experiment()).split
  }

  @Test("In a shared folder a model of other instructions, version or samples is another file")
  func sharedFolder() throws {
    let folder = try TemporaryDirectory()
    var data = try data()
    let experiment = try experiment()
    func train(_ context: RunContext, isTimeOver: Bool = false) throws -> ModelArtifact {
      try FloatModelStore(context: context, data: data, directory: nil, folder: folder.path)
        .train(experiment, isTimeOver: { isTimeOver }).artifact
    }
    func count() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).count
    }
    let first = try train(context())
    // It is found: an end of time would end a training.
    #expect(try train(context(), isTimeOver: true) == first)
    #expect(try count() == 1)
    _ = try train(context(version: "next"))
    #expect(try count() == 2)
    data.train.labels[0] = (data.train.labels[0] + 1) % 10
    _ = try train(context())
    #expect(try count() == 3)
    if VectorKernels.best.instructionSet != .baseline,
      let baseline = VectorKernels(instructionSet: .baseline)
    {
      let other = try train(context(kernels: baseline))
      #expect(other.provenance.instructionSet == .baseline)
      #expect(try count() == 4)
    }
  }

  @Test("A folder that takes no more files gets none")
  func closed() throws {
    let folder = try TemporaryDirectory()
    let directory = RunDirectory(path: folder.file("run"))
    var quick = context()
    quick.checkpointInterval = 0
    let store = FloatModelStore(
      context: quick,
      data: try data(),
      directory: directory,
      isClosed: { true }
    )
    _ = try store.train(experiment())
    #expect(!FileManager.default.fileExists(atPath: directory.path))
  }

  @Test("Workers begin with different models, and take those that others have trained")
  func workerOrder() throws {
    let folder = try TemporaryDirectory()
    let data = try data()
    let experiment = try experiment()
    let units = [4, 5, 6].map { units in
      Candidate(assignments: [
        Assignment(key: "network.0.dense.units", value: .int(units)),
        Assignment(key: "quantize.weights.bits", value: .int(units)),
      ])
    }
    func trained(_ index: Int, _ batch: [Candidate], in folder: String) throws -> [String] {
      let recorder = RecordingProgress()
      let evaluator = QuantizationEvaluator(
        experiment: experiment,
        models: FloatModelStore(
          context: context(progress: recorder),
          data: data,
          directory: nil,
          folder: folder
        ),
        goal: StudyGoal(),
        isTimeOver: { false }
      )
      try evaluator.prepare(batch, forWorker: index)
      return recorder.events.compactMap { event in
        guard case .epoch(let progress) = event else { return nil }
        return progress.model
      }
    }
    let orders = try (0..<4).map {
      try trained($0, $0 == 1 ? units.reversed() : units, in: folder.file("\($0)"))
    }
    #expect(Set(orders[0]).count == 3)
    #expect(Set(orders.prefix(3).map { $0[0] }) == Set(orders[0]))
    #expect(orders[3] == orders[0])
    #expect(try trained(2, units, in: folder.file("0")) == [])
  }
}
