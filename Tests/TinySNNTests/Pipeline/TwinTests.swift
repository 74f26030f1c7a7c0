import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

/// The winner without its regularizers.
@Suite struct TwinTests {
  private let progress = RecordingProgress()

  private func pipeline(isCancelled: @escaping @Sendable () -> Bool = { false }) -> Pipeline {
    Pipeline(
      context: RunContext(
        engine: TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1)),
        jobs: 1,
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
        network: [{dense: {units: 12}}, {lif: {}}, {dense: {units: 10}}, {readout: membrane}]
        train: {epochs: 4, optimizer: {lr: 0.01}, regularizers: [{kind: synaptic, strength: 0.3}]}
        search: {target: none, strategy: {kind: grid}, space: {quantize.weights.bits: [4, 8]}}
        """,
      file: "test",
      overrides: overrides
    )
  }

  private static let plain = "train.regularizers=[]"
  private static let phase = "training the winner without regularizers"

  private func search(_ overrides: [String] = []) throws -> RunSummary {
    let folder = try TemporaryDirectory()
    return try pipeline().search(experiment(overrides), in: folder.file("run"), resume: false)
      .summary
  }

  @Test("It is what the same configuration without regularizers makes, and fires more")
  func figures() throws {
    let summary = try search()
    let figures = try #require(summary.twin?.figures)
    let selected = try #require(summary.selected)
    let spikes: Double = selected.spikesPerInference / figures.spikesPerInference
    let synops: Double = selected.synopsPerInference / figures.synopsPerInference
    #expect(spikes < 0.9 && synops < 0.9)
    // The winner's precisions, which the search without regularizers need not choose.
    let bits = try #require(selected.layers.first?.weightBits)
    let alone = try search([Self.plain, "search.space={quantize.weights.bits: [\(bits)]}"])
    let other = try #require(alone.selected)
    #expect(other.validationAccuracy == figures.validationAccuracy)
    #expect(other.testAccuracy == figures.testAccuracy)
    #expect(other.spikesPerInference == figures.spikesPerInference)
    #expect(other.synopsPerInference == figures.synopsPerInference)
    #expect(other.flashBytes == figures.flashBytes && other.ramBytes == figures.ramBytes)
    #expect(alone.twin == nil)
    #expect(progress.phases.count { $0 == Self.phase } == 1)
  }

  @Test(
    "A winner without regularizers has none, and none is made where none is wanted",
    arguments: [
      [plain], ["search.twin=false"], ["train.regularizers.0.strength=0"],
    ]
  )
  func none(overrides: [String]) throws {
    #expect(try search(overrides).twin == nil)
    #expect(!progress.phases.contains(Self.phase))
  }

  @Test("The study and its winner are the same with and without")
  func selection() throws {
    var with = try search()
    var without = try search(["search.twin=false"])
    #expect(with.selected == without.selected && with.trials == without.trials)
    #expect(with.baseline == without.baseline)
    // It is part of the configuration all the same.
    with.twin = nil
    (with.configHash, without.configHash) = ("", "")
    with.seconds = without.seconds
    #expect(with == without)
  }

  @Test("A search that is stopped while it trains the twin goes on with it")
  func resume() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("run")
    let progress = progress
    // After an epoch of the twin.
    let stopping = pipeline {
      let events = progress.events
      let start = events.firstIndex { event in
        if case .phaseStarted(let phase) = event { phase.name == Self.phase } else { false }
      }
      return start != nil
    }
    #expect(throws: Interrupted.self) {
      try stopping.search(experiment(), in: path, resume: false)
    }
    let directory = RunDirectory(path: path)
    #expect(!directory.isFinished)
    let resumed = try pipeline().search(experiment(), in: path, resume: true).summary
    let messages = progress.events.compactMap { event in
      if case .message(let text) = event { text } else { nil }
    }
    #expect(messages.contains { $0.hasPrefix("training goes on after epoch 1 of 4") })
    let reference = try search()
    #expect(resumed.twin == reference.twin && resumed.selected == reference.selected)
    #expect(try directory.readSummary().twin == reference.twin)
    // A finished run is returned as it is.
    #expect(
      try pipeline().search(experiment(), in: path, resume: true).summary.twin == resumed.twin
    )
  }

  @Test("A network that is only converted has no twin: no penalty touched it")
  func converted() throws {
    let source =
      "{input: {bits: 4, timesteps: 1}, train: {epochs: 1}, network: "
      + "[{dense: {units: 12}}, {relu: {}}, {dense: {units: 10}}, {readout: membrane}]}"
    let start = ["train.epochs=0", "train.start={config: \(source)}"]
    #expect(try !experiment(start).isRegularized)
    #expect(try experiment(start + ["train.epochs=1"]).isRegularized)
    #expect(try experiment(start + ["quantize.method=qat"]).isRegularized)
  }

  @Test("A twin that diverges is told, not thrown")
  func failure() throws {
    let folder = try TemporaryDirectory()
    let directory = try RunDirectory.prepare(path: folder.file("run"), resume: false)
    let (experiment, pipeline) = (try experiment(), pipeline())
    let dataset = try pipeline.load(experiment)
    let exploration = try pipeline.explore(
      experiment,
      dataset,
      in: directory,
      finish: false,
      waitingForWorkers: false
    )
    let trial = try #require(exploration.selection.winner)
    let chosen = try #require(exploration.chosen)
    var winner = try pipeline.package(trial, chosen, of: exploration, dataset)
    // Every step multiplies the weights by -9.
    winner.artifact.experiment = try self.experiment([
      "train.optimizer={kind: adamw, lr: 1, weight_decay: 10}", "train.schedule.kind=constant",
      "train.epochs=20",
    ])
    let twin = try #require(
      try pipeline.twin(of: winner, experiment, exploration.evaluator.models)
    )
    guard case .failed(let reason) = twin.outcome else {
      Issue.record("\(twin)")
      return
    }
    #expect(twin.figures == nil && reason.contains("diverged"))
    let warned = progress.events.contains { event in
      if case .warning(let text) = event {
        text == "without regularizers: \(reason)"
      } else {
        false
      }
    }
    #expect(warned)
  }
}
