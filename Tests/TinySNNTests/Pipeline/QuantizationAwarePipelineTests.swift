import Foundation
import Quantization
import SpikingNetworks
import Testing

@testable import TinySNN

/// Training through integers, asked for in a configuration.
@Suite struct QuantizationAwarePipelineTests {
  private func pipeline(
    jobs: Int,
    progress: any ProgressReporter = SilentProgress(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> Pipeline {
    Pipeline(
      context: RunContext(
        engine: TrainingEngine(kernels: .best, workers: WorkerPool(workers: jobs)),
        jobs: jobs,
        locator: DatasetLocator(dataDirectory: nil, environment: [:]),
        progress: progress,
        isCancelled: isCancelled,
        version: "test"
      )
    )
  }

  private func experiment(_ overrides: [String] = []) throws -> Experiment {
    try Experiment(
      yaml: """
        dataset: {kind: digits}
        input: {bits: 4, timesteps: 4}
        network: [{dense: {units: 24}}, {lif: {}}, {dense: {units: 10}}, {readout: membrane}]
        train: {epochs: 6, optimizer: {lr: 0.01}}
        quantize:
          method: qat
          weights: {grid: ternary, clip: mse}
          qat: {epochs: 2, lr: 0.004}
        search:
          space:
            quantize.method: [ptq, qat]
            quantize.qat.step: [fixed, learned]
            quantize.correction: [none, both]
        """,
      file: "test",
      overrides: overrides
    )
  }

  private func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "tinysnn-aware-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  @Test(
    "A search trains some candidates through their integers, the same for any number of workers"
  )
  func search() throws {
    let progress = RecordingProgress()
    let runs = try [1, 2].map { jobs in
      try withFolder { folder in
        let outcome = try pipeline(jobs: jobs, progress: progress)
          .search(try experiment(), in: folder, resume: false)
        let artifact = try ModelArtifact(contentsOfModelOrRun: folder)
        return (outcome: outcome, artifact: artifact)
      }
    }
    #expect(runs[0].outcome.trials == runs[1].outcome.trials)
    #expect(runs[0].artifact == runs[1].artifact)
    let trials = runs[0].outcome.trials
    #expect(trials.count == 8)
    // Two conversions and two trainings; what has no effect makes no work.
    #expect(trials.count { $0.duplicateOf == nil } == 4)
    func accuracy(_ method: String) -> Double {
      trials.filter { $0.candidate["quantize.method"] == .string(method) }
        .compactMap { $0.evaluation?.validationAccuracy }.max() ?? 0
    }
    #expect(accuracy("qat") > accuracy("ptq") + 0.01)
    let winner = runs[0].artifact
    #expect(winner.experiment.quantize.procedure.method == .aware)
    #expect(winner.metrics.validationAccuracy == accuracy("qat"))
    // Nobody waits in silence while the winner is trained again.
    #expect(progress.phases.contains("training the best candidate again"))
  }

  @Test(
    "A model is quantized in training, stored and read back, the same for any number of workers"
  )
  func quantize() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let float = try pipeline(jobs: 1).train(try experiment(), to: folder + "/model.tsnn")
      let made = try [1, 2].map { try pipeline(jobs: $0).quantize(float, overrides: []) }
      #expect(made[0] == made[1])
      try made[0].write(to: folder + "/integers.tsnn")
      let read = try ModelArtifact(contentsOfFile: folder + "/integers.tsnn")
      #expect(read == made[0])
      #expect(read.model == float.model, "the float model stays what it was")
      #expect(read.network?.layers.map(\.weights.grid) == [.ternary, .ternary])
      let converted = try pipeline(jobs: 1).quantize(float, overrides: ["quantize.method=ptq"])
      let accuracies = [made[0], converted].map { $0.metrics.validationAccuracy ?? 0 }
      #expect(accuracies[0] > accuracies[1] + 0.02, "\(accuracies)")
      // Integers that were trained are not those of the float network, and the report says so.
      let report = try pipeline(jobs: 1).evaluate(read, on: .validation)
      #expect(report.integerAccuracy == accuracies[0])
      #expect(report.text.contains("training that the float network above has not had"))
      #expect(
        !(try pipeline(jobs: 1).evaluate(converted, on: .validation).text.contains("has not had"))
      )
    }
  }

  @Test("Whoever stops a training through integers gets no half of it")
  func interruption() throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let float = try pipeline(jobs: 1).train(try experiment(), to: folder + "/model.tsnn")
      #expect(throws: Interrupted.self) {
        try pipeline(jobs: 1, isCancelled: { true }).quantize(float, overrides: [])
      }
      let stopped = pipeline(jobs: 1, isCancelled: { true })
      #expect(throws: Interrupted.self) {
        try stopped.search(try experiment(), in: folder + "/run", resume: false)
      }
      let resumed = try pipeline(jobs: 1).search(
        try experiment(),
        in: folder + "/run",
        resume: true
      )
      let undisturbed = try pipeline(jobs: 1)
        .search(try experiment(), in: folder + "/other", resume: false)
      #expect(resumed.trials == undisturbed.trials)
    }
  }

  @Test("New random parameters learn through their integers, too")
  func scratch() throws {
    let artifact = try withFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let float = try pipeline(jobs: 2).train(
        try experiment(["train.epochs=1"]),
        to: folder + "/model.tsnn"
      )
      return try pipeline(jobs: 2).quantize(
        float,
        overrides: ["quantize.qat={epochs: 10, lr: 0.01, start: scratch}"]
      )
    }
    #expect(artifact.metrics.validationAccuracy ?? 0 > 0.8)
  }
}
