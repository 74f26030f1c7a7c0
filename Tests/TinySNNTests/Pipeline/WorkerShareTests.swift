import Foundation
import SpikingNetworks
import Synchronization
import Testing

@testable import TinySNN

/// Drivers and workers of one study; a worker works while the driver waits, and the other way round.
@Suite struct WorkerShareTests {
  private let experiment: Experiment

  init() throws {
    experiment = try SmallTraining.experiment(
      epochs: 2,
      [
        "quantize.decay.bits=4", "search.strategy.kind=grid", "search.batch=4",
        "search.space={quantize.membrane.bits: [16, 24], quantize.decay.bits: [4, 8]}",
      ]
    )
  }

  /// A clock that moves when somebody waits.
  private final class Clock: Sendable {
    private let seconds = Mutex(0.0)
    var now: Double { seconds.withLock { $0 } }
    func move(_ step: Double) { seconds.withLock { $0 += step } }
  }

  private func pipeline(
    progress: any ProgressReporter = SilentProgress(),
    models: String? = nil,
    now: @escaping @Sendable () -> Double = { 0 },
    pause: @escaping @Sendable () -> Void = {},
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> Pipeline {
    Pipeline(
      context: RunContext(
        engine: TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1)),
        jobs: 1,
        locator: DatasetLocator(dataDirectory: nil, environment: [:]),
        modelFolder: models,
        progress: progress,
        now: now,
        pause: pause,
        isCancelled: isCancelled,
        version: "test"
      )
    )
  }

  private func journal(_ path: String) throws -> String {
    try String(contentsOfFile: path + "/journal.jsonl", encoding: .utf8)
  }

  @Test(
    "A worker fails a combination that is illegal together with the driver's reason, and goes on"
  )
  func refusedCandidate() throws {
    let folder = try TemporaryDirectory()
    let (alone, shared) = (folder.file("alone"), folder.file("shared"))
    _ = try pipeline().search(experiment, in: alone, resume: false)

    let worker = pipeline()
    let reports = Mutex<[WorkReport]>([])
    let reasons = Mutex<[String]>([])
    let driver = pipeline(pause: {
      do {
        let report = try worker.work(in: shared, index: 0, of: 1)
        reports.withLock { $0.append(report) }
        let files = try FileManager.default.contentsOfDirectory(atPath: shared + "/work")
        for file in files {
          let text = try String(contentsOfFile: "\(shared)/work/\(file)", encoding: .utf8)
          if text.contains(#""failed""#) { reasons.withLock { $0.append(text) } }
        }
      } catch { Issue.record(error) }
    })
    _ = try driver.search(experiment, in: shared, resume: false, waitingForWorkers: true)
    #expect(try journal(shared) == journal(alone))
    #expect(reports.withLock { $0 } == [WorkReport(evaluated: 4)])
    let failed = try JournalContents(contentsOf: shared + "/journal.jsonl").trials
      .compactMap(\.state.reason)
    #expect(failed.count == 1)
    let written = reasons.withLock { $0 }
    #expect(written.count == 1)
    #expect(written.first?.contains(JSONText.quoted(failed.first ?? "")) == true, "\(written)")
  }

  @Test("A worker of other data is refused, with the key")
  func otherData() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("run")
    let directory = try RunDirectory.prepare(path: path, resume: false)
    try directory.write(experiment.yaml, to: .experiment)
    let context = pipeline().context
    let header = JournalHeader(of: experiment, context, dataHash: "elsewhere")
    _ = try StudyJournal(path: directory.path(of: .journal), header: header, resume: false)
    let error = #expect(throws: JournalError.self) {
      try pipeline().work(in: path, index: 0, of: 1)
    }
    #expect(error?.description.contains("its data_hash is elsewhere, not ") == true)
  }

  @Test("A worker that follows waits for a study to begin; without, or if none does, it gives up")
  func beforeTheDriver() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("run")
    #expect(throws: RunDirectoryError.noRun(path: path)) {
      try pipeline().work(in: path, index: 0, of: 1)
    }
    let clock = Clock()
    let lonely = pipeline(now: { clock.now }, pause: { clock.move(60) })
    let error = #expect(throws: StudyWithoutDriver.self) {
      try lonely.work(in: path, index: 0, of: 1, follow: true)
    }
    #expect(error?.hasBegun == false && clock.now > Heartbeat.limit)
    #expect(!FileManager.default.fileExists(atPath: path))

    let driver = pipeline()
    let pauses = Mutex(0)
    let experiment = experiment
    let worker = pipeline(pause: {
      let count = pauses.withLock { count in
        count += 1
        return count
      }
      if count == 3 {
        do { _ = try driver.search(experiment, in: path, resume: false) } catch {
          Issue.record(error)
        }
      }
    })
    let report = try worker.work(in: path, index: 0, of: 1, follow: true)
    #expect(report == WorkReport(isStudyOver: true))
    // A finished run stays as it is.
    for name in ["work", "models", "heartbeat"] {
      #expect(!FileManager.default.fileExists(atPath: "\(path)/\(name)"))
    }
  }

  @Test("What an old driver left behind does not make a worker give up before it has waited")
  func grace() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("run")
    let asks = Mutex(0)
    let isCancelled: @Sendable () -> Bool = {
      asks.withLock { count in
        count += 1
        return count > 1
      }
    }
    #expect(throws: Interrupted.self) {
      try pipeline(isCancelled: isCancelled)
        .search(experiment, in: path, resume: false, waitingForWorkers: true)
    }
    try "elsewhere 1\n".write(toFile: path + "/heartbeat", atomically: true, encoding: .utf8)
    for name in ["heartbeat", "journal.jsonl"] {
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -86_400)],
        ofItemAtPath: "\(path)/\(name)"
      )
    }
    let clock = Clock()
    let worker = pipeline(now: { clock.now }, pause: { clock.move(10) })
    let error = #expect(throws: StudyWithoutDriver.self) {
      try worker.work(in: path, index: 0, of: 1, follow: true)
    }
    #expect(error?.hasBegun == true)
    #expect(clock.now > Heartbeat.limit && clock.now < Heartbeat.limit + 30)
    let outcomes = try FileManager.default.contentsOfDirectory(atPath: path + "/work")
    #expect(outcomes.count == 4)
  }

  @Test(
    "A second driver is refused while one of another machine beats, and leaves its heartbeat alone"
  )
  func secondDriver() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("run")
    let directory = try RunDirectory.prepare(path: path, resume: false)
    try directory.write(Data("elsewhere 1\n".utf8), to: RunDirectory.heartbeatName)
    let journal = directory.path(of: .journal)
    #expect(throws: JournalError.drivenElsewhere(path: journal, host: "elsewhere")) {
      try pipeline().search(experiment, in: path, resume: true)
    }
    #expect(try String(contentsOfFile: path + "/heartbeat", encoding: .utf8) == "elsewhere 1\n")
    #expect(!directory.contains(.journal))
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -2 * Heartbeat.freshness)],
      ofItemAtPath: directory.path(of: RunDirectory.heartbeatName)
    )
    _ = try pipeline().search(experiment, in: path, resume: true)
  }

  /// Notes at the end of each epoch whether a heartbeat is there, and removes it.
  private final class HeartbeatReader: ProgressReporter {
    let path: String
    private let found = Mutex<[Bool]>([])
    var beats: [Bool] { found.withLock { $0 } }

    init(path: String) { self.path = path }

    func report(_ event: ProgressEvent) {
      switch event {
      case .epoch: break
      case .phaseStarted(let phase) where phase.name == "verifying the export": break
      default: return
      }
      found.withLock { $0.append(FileManager.default.fileExists(atPath: path)) }
    }
  }

  @Test("A driver shows that it is alive until the run is written")
  func showsLife() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("run")
    let reader = HeartbeatReader(path: path + "/heartbeat")
    _ = try pipeline(progress: reader).search(experiment, in: path, resume: false)
    // Two epochs and the verification.
    #expect(reader.beats == [true, true, true])
    #expect(!FileManager.default.fileExists(atPath: path + "/heartbeat"))
  }

  @Test("What a late worker leaves in a finished run goes when the run is asked for again")
  func leftovers() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("run")
    _ = try pipeline().search(experiment, in: path, resume: false)
    let directory = RunDirectory(path: path)
    for name in ["work/a.jsonl", "models/b.checkpoint", "heartbeat"] {
      try directory.write(Data(), to: name)
    }
    _ = try pipeline().search(experiment, in: path, resume: true)
    for name in ["work", "models", "heartbeat"] {
      #expect(!FileManager.default.fileExists(atPath: directory.path(of: name)))
    }
  }

  @Test("To end a study there has to be one; nothing is left behind")
  func finishNothing() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("run")
    let error = #expect(throws: MissingInput.self) {
      try pipeline().search(experiment, in: path, resume: true, finish: true)
    }
    #expect(error?.description.contains("--resume without --finish") == true)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test("A worker keeps float models where the driver finds the winner's")
  func sharedModels() throws {
    let folder = try TemporaryDirectory()
    let (path, models) = (folder.file("run"), folder.file("models"))
    let worker = pipeline(models: models)
    let trained = Mutex(false)
    let recorder = RecordingProgress()
    let driver = pipeline(
      progress: recorder,
      models: models,
      pause: {
        do { _ = try worker.work(in: path, index: 0, of: 1) } catch { Issue.record(error) }
        trained.withLock { $0 = true }
      }
    )
    _ = try driver.search(experiment, in: path, resume: false, waitingForWorkers: true)
    #expect(trained.withLock { $0 })
    let epochs = recorder.events.count { if case .epoch = $0 { true } else { false } }
    #expect(epochs == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: models)
    #expect(names.count == 1 && names[0].hasSuffix(".tsnn"))
  }
}
