import Foundation
import SpikingNetworks
import Synchronization
import Testing

@testable import TinySNN

@Suite struct SweepRunTests {
  /// Runs the sweep in `folder`.
  ///
  /// - Parameters:
  ///   - stopAfter: How many times the run may go on when it asks whether the user stopped it.
  ///   - ticks: Whether each look at the clock takes a second; else it stands still.
  private func run(
    _ sweep: Sweep,
    in folder: String,
    jobs: Int = 1,
    resume: Bool = false,
    stopAfter: Int? = nil,
    ticks: Bool = false
  ) throws -> SweepSummary {
    let asked = Atomic<Int>(0)
    let ticked = Atomic<Int>(0)
    let context = RunContext(
      engine: TrainingEngine(kernels: .best, workers: WorkerPool(workers: jobs)),
      jobs: jobs,
      locator: DatasetLocator(dataDirectory: nil, environment: [:]),
      now: { ticks ? Double(ticked.wrappingAdd(1, ordering: .relaxed).newValue) : 0 },
      isCancelled: {
        let count = asked.wrappingAdd(1, ordering: .relaxed).newValue
        return stopAfter.map { count > $0 } ?? false
      },
      version: "test"
    )
    return try Pipeline(context: context).sweep(sweep, in: folder, resume: resume)
  }

  /// The flow for what is no sweep.
  private let pipeline = Pipeline(
    context: RunContext(
      engine: TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1)),
      jobs: 1,
      locator: DatasetLocator(dataDirectory: nil, environment: [:]),
      version: "test"
    )
  )

  private func text(_ folder: TemporaryDirectory, _ file: RunDirectory.File) throws -> String {
    try String(contentsOfFile: folder.file("run/" + file.rawValue), encoding: .utf8)
  }

  @Test("All files are there, and nothing but seconds depends on the number of threads")
  func jobs() throws {
    let sweep = try SweepFixture.sweep()
    let (one, two) = (try TemporaryDirectory(), try TemporaryDirectory())
    let first = try run(sweep, in: one.file("run"))
    let second = try run(sweep, in: two.file("run"), jobs: 2)
    // The clock of these contexts stands still: whole files can be compared.
    #expect(first == second)
    for file in [
      RunDirectory.File.sweep, .points, .pointsTable, .summary, .sweepReport, .curve, .spikes,
    ] { #expect(try text(one, file) == text(two, file), "\(file.rawValue)") }
    #expect(try text(one, .pointsTable).split(separator: "\n").count == 1 + 12)
    #expect(first.curves.map(\.points.count) == [1, 2, 1])
    // The strong penalty leaves fewer spikes than none.
    let spikes = first.curves.flatMap(\.points).compactMap(\.spikes?.mean)
    #expect(spikes.count == 4 && spikes[2] < spikes[0])
  }

  @Test("A point is what train gives with the same keys")
  func sameAsTrain() throws {
    let folder = try TemporaryDirectory()
    let sweep = try SweepFixture.sweep([("[1, 2, 3]", "[2]")])
    let summary = try run(sweep, in: folder.file("run"))
    let experiment = try Experiment(
      yaml: SweepFixture.yaml.components(separatedBy: "sweep:")[0],
      file: "test",
      overrides: ["seed=2", "train.regularizers=[{kind: synaptic, p: 2, strength: 0.5}]"]
    )
    let artifact = try pipeline.train(experiment, to: folder.file("model.tsnn"))
    let report = try pipeline.evaluate(artifact, on: .test)
    let point = try #require(summary.curves.last?.points.last)
    #expect(point.testAccuracy?.mean == report.floatAccuracy)
    #expect(point.spikes?.mean == report.spikesPerInference)
    #expect(point.synops?.mean == report.synopsPerInference)
    #expect(point.validationAccuracy?.mean == artifact.metrics.floatValidationAccuracy)
  }

  @Test("A sweep that was stopped goes on without repeating, to the same bytes")
  func resumed() throws {
    let sweep = try SweepFixture.sweep()
    let (whole, parts) = (try TemporaryDirectory(), try TemporaryDirectory())
    _ = try run(sweep, in: whole.file("run"))
    // Each training asks before and after its only epoch.
    #expect(throws: Interrupted.self) {
      try run(sweep, in: parts.file("run"), stopAfter: 6)
    }
    let half = try text(parts, .points)
    #expect(half.split(separator: "\n").count == 1 + 3)
    #expect(!FileManager.default.fileExists(atPath: parts.file("run/summary.json")))
    // A crash tears the last line.
    try String(half.dropLast(20)).write(
      toFile: parts.file("run/points.jsonl"),
      atomically: true,
      encoding: .utf8
    )
    _ = try run(sweep, in: parts.file("run"), resume: true)
    for file in [RunDirectory.File.points, .pointsTable, .summary, .sweepReport] {
      #expect(try text(parts, file) == text(whole, file), "\(file.rawValue)")
    }
    // All is there: a run that may not train anything ends, and makes tables for other losses.
    let other = try SweepFixture.sweep([("[0.5, 2]", "[9]")])
    let again = try run(other, in: parts.file("run"), resume: true, stopAfter: 0)
    #expect(again.losses == [9])
  }

  @Test("A folder with a run is refused without --resume, another sweep and a search with it")
  func refused() throws {
    let folder = try TemporaryDirectory()
    let sweep = try SweepFixture.sweep([("[1, 2, 3]", "[1]")])
    _ = try run(sweep, in: folder.file("run"))
    #expect(throws: RunDirectoryError.exists(path: folder.file("run"))) {
      try run(sweep, in: folder.file("run"))
    }
    #expect(throws: JournalError.self) {
      try run(SweepFixture.sweep(), in: folder.file("run"), resume: true)
    }
    let search = folder.file("search")
    try AtomicFile.write(Data("{}\n".utf8), to: search + "/journal.jsonl")
    #expect(
      throws: RunDirectoryError.otherKind(path: search, found: "search", expected: "sweep")
    ) { try run(sweep, in: search, resume: true) }
    #expect(!FileManager.default.fileExists(atPath: search + "/points.jsonl"))
    let path = folder.file("run")
    #expect(throws: RunDirectoryError.otherKind(path: path, found: "sweep", expected: "search")) {
      try pipeline.search(sweep.experiment, in: path, resume: true)
    }
    #expect(!FileManager.default.fileExists(atPath: path + "/journal.jsonl"))
  }

  @Test("A training that diverges is a failure of its point, and the sweep goes on")
  func failed() throws {
    let folder = try TemporaryDirectory()
    let sweep = try SweepFixture.sweep([
      ("[1, 2, 3]", "[1]"),
      (
        "set: {train.regularizers: [{kind: synaptic, p: 2, strength: 0.5}]}",
        """
        set:
                # Every step multiplies the weights by -9.
                train.optimizer: {kind: adamw, lr: 1, weight_decay: 10}
                train.schedule: {kind: constant}
                train.epochs: 20
        """
      ),
    ])
    let summary = try run(sweep, in: folder.file("run"))
    let point = try #require(summary.curves.last?.points.last)
    #expect(point.trainings == 0 && point.failures.count == 1, "\(point)")
    #expect(point.testAccuracy == nil)
    #expect(summary.curves[0].points[0].trainings == 1)
    #expect(try text(folder, .sweepReport).contains("0 trainings; others failed: "))
  }

  @Test("A network that points start from is trained once, and charged to each of them")
  func sources() throws {
    let folder = try TemporaryDirectory()
    let network =
      "[{dense: {units: 8}}, {lif: {beta: 0.9}}, {dense: {units: 10}}, {readout: membrane}]"
    let input = "{coding: direct, bits: 4, timesteps: 2}"
    let sweep = try SweepFixture.sweep([
      ("[1, 2, 3]", "[1]"),
      (
        "set: {train.regularizers: [{kind: synaptic, p: 2, strength: 0.5}]}",
        """
        set:
                train.epochs: 0
                train.start: {config: {input: \(input), network: \(network), train: {epochs: 1, batch: 64}}}
              vary: {train.start.weight_scale: [1, 0.5]}
        """
      ),
    ])
    let summary = try run(sweep, in: folder.file("run"), ticks: true)
    let plain = try #require(summary.curves[0].points.first)
    let copies = try #require(summary.curves.last).points
    #expect(copies.count == 2)
    // A copy of the network, with nothing trained, is the network.
    #expect(copies[0].testAccuracy?.mean == plain.testAccuracy?.mean)
    #expect(copies[0].spikes?.mean == plain.spikes?.mean)
    #expect(copies[1].spikes != copies[0].spikes)
    let seconds = [plain, copies[0], copies[1]].compactMap(\.seconds?.mean)
    #expect(seconds.count == 3 && seconds[0] > 0)
    // Both take as long as the network, and their own moment.
    #expect(seconds[1] > seconds[0] && seconds[2] == seconds[1], "\(seconds)")
    #expect(try SweepEstimate(of: sweep).seconds > 0)
  }

  @Test("A network that a point both starts from and learns from is charged once")
  func sharedSource() throws {
    let folder = try TemporaryDirectory()
    let source =
      "{input: {coding: direct, bits: 4, timesteps: 2}, train: {epochs: 2, batch: 64}, network: "
      + "[{dense: {units: 8}}, {lif: {beta: 0.9}}, {dense: {units: 10}}, {readout: membrane}]}"
    let sweep = try SweepFixture.sweep([
      ("[1, 2, 3]", "[1]"),
      (
        "- {name: plain}",
        "- {name: plain, set: {train.start: {config: \(source)}}}"
      ),
      (
        "set: {train.regularizers: [{kind: synaptic, p: 2, strength: 0.5}]}",
        "set: {train.start: {config: \(source)}, train.distillation: {config: \(source)}}"
      ),
    ])
    let summary = try run(sweep, in: folder.file("run"), ticks: true)
    let seconds = [summary.curves[0], summary.curves[2]].compactMap {
      $0.points.first?.seconds?.mean
    }
    // The clock ticks when it is looked at, as often for one training as for the other.
    #expect(seconds.count == 2 && seconds[0] == seconds[1], "\(seconds)")
  }

  @Test("Every fold of every seed is a training, each with test samples of its own")
  func folds() throws {
    let folder = try TemporaryDirectory()
    let sweep = try SweepFixture.sweep([
      ("[1, 2, 3]", "[1]\n  folds: 3")
    ])
    let summary = try run(sweep, in: folder.file("run"))
    #expect(summary.folds == 3)
    #expect(summary.dataset == "digits (test: each of 3 folds, not the official part)")
    let report = SweepReport(summary).markdown
    #expect(report.contains("wider by the training samples that folds share"))
    #expect(summary.curves.flatMap(\.points).allSatisfy { $0.testAccuracy?.count == 3 })
    #expect(try text(folder, .pointsTable).split(separator: "\n").count == 1 + 3 * 4)
  }
}
