import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

/// The winner with other seeds.
@Suite struct RepeatsTests {
  private let progress = RecordingProgress()

  private var pipeline: Pipeline {
    Pipeline(
      context: RunContext(
        engine: TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1)),
        jobs: 1,
        locator: DatasetLocator(dataDirectory: nil, environment: [:]),
        progress: progress,
        version: "test"
      )
    )
  }

  private func experiment(_ overrides: String...) throws -> Experiment {
    try Experiment(
      yaml: """
        dataset: {kind: digits}
        input: {bits: 4, timesteps: 2}
        network: [{dense: {units: 8}}, {lif: {}}, {dense: {units: 10}}, {readout: membrane}]
        train: {epochs: 2, optimizer: {lr: 0.01}}
        search: {repeats: 3, strategy: {kind: grid}, space: {quantize.weights.bits: [8]}}
        """,
      file: "test",
      overrides: overrides
    )
  }

  /// Returns the repeats of a winner whose configuration is replaced by `other` for them.
  private func repeats(_ other: Experiment? = nil) throws -> [RunSummary.Repeat] {
    let folder = try TemporaryDirectory()
    let directory = try RunDirectory.prepare(path: folder.file("run"), resume: false)
    let experiment = try experiment()
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
    if let other { winner.artifact.experiment = other }
    return try pipeline.repeats(of: winner, experiment, in: directory)
  }

  @Test("Every seed divides and trains anew; the first is the winner itself")
  func seeds() throws {
    let repeats = try repeats()
    #expect(repeats.map(\.seed) == [1, 2, 3])
    let figures = repeats.compactMap(\.figures)
    #expect(figures.count == 3)
    #expect(figures.allSatisfy { $0.testAccuracy > 0.3 && $0.flashBytes > 0 })
    #expect(Set(figures.map(\.testAccuracy)).count > 1)
  }

  @Test("A training that diverges and integers that cannot be are results, not the end of the run")
  func failures() throws {
    // Every step multiplies the weights by -9.
    let wild = try repeats(
      experiment(
        "train.optimizer={kind: adamw, lr: 1, weight_decay: 10}",
        "train.schedule.kind=constant",
        "train.epochs=20"
      )
    )
    #expect(wild[0].figures != nil)
    for item in wild.dropFirst() {
      #expect(item.failure?.contains("the training diverged") == true, "\(item)")
    }
    let narrow = try repeats(experiment("quantize.membrane={bits: 4, guard: 16}"))
    #expect(narrow.map(\.seed) == [1, 2, 3] && narrow[0].figures != nil)
    for item in narrow.dropFirst() { #expect(item.failure?.hasPrefix("dense") == true, "\(item)") }
    // Who waits hears of it at once.
    let warnings = progress.events.compactMap { event in
      if case .warning(let text) = event { text } else { nil }
    }
    #expect(warnings.count == 4 && warnings[0].hasPrefix("seed 2: "))
  }
}
