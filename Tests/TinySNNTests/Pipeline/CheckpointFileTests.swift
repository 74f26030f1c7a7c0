import Foundation
import SpikingNetworks
import Synchronization
import Testing

@testable import TinySNN

/// What is kept of an unfinished training, and which files are refused.
@Suite struct CheckpointFileTests {
  private static let configuration = """
    seed: 2
    dataset: {kind: digits}
    input: {bits: 4, timesteps: 2}
    network:
      - dense: {units: 6}
      - lif: {}
      - dense: {units: 10}
      - readout: membrane
    train: {epochs: 3, batch: 64}
    """

  private func experiment(_ overrides: String...) throws -> Experiment {
    try Experiment(yaml: Self.configuration, file: "test", overrides: overrides)
  }

  private func context(isCancelled: @escaping @Sendable () -> Bool = { false }) -> RunContext {
    RunContext(
      engine: TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1)),
      jobs: 1,
      locator: DatasetLocator(dataDirectory: nil, environment: [:]),
      isCancelled: isCancelled,
      version: "test"
    )
  }

  /// A model file in `folder` whose training was stopped after its first epoch.
  private func interrupted(in folder: TemporaryDirectory) throws -> String {
    let path = folder.file("model.tsnn")
    #expect(throws: Interrupted.self) {
      try Pipeline(context: context(isCancelled: { true })).train(experiment(), to: path)
    }
    return path
  }

  private func file(_ path: String) -> CheckpointFile {
    CheckpointFile(path: path, interval: 15, now: { 0 })
  }

  @Test("A training that is stopped leaves a checkpoint, and goes on to the same bytes")
  func resumed() throws {
    let folder = try TemporaryDirectory()
    let path = try interrupted(in: folder)
    #expect(!FileManager.default.fileExists(atPath: path))
    let checkpoint = try file(path + ".checkpoint").read(for: experiment())
    #expect(checkpoint?.epochs == 1)
    let reference = folder.file("reference.tsnn")
    _ = try Pipeline(context: context()).train(experiment(), to: reference)
    _ = try Pipeline(context: context()).train(experiment(), to: path, resume: true)
    #expect(
      FileManager.default.contents(atPath: path)
        == FileManager.default.contents(atPath: reference)
    )
    #expect(!FileManager.default.fileExists(atPath: path + ".checkpoint"))
  }

  @Test("A checkpoint is written when it is due, and at once when the training is stopped")
  func interval() throws {
    let folder = try TemporaryDirectory()
    let path = try interrupted(in: folder) + ".checkpoint"
    let state = try #require(try file(path).read(for: experiment()))
    try FileManager.default.removeItem(atPath: path)
    let seconds = Mutex(0.0)
    let clock: @Sendable () -> Double = { seconds.withLock { $0 } }
    let file = CheckpointFile(path: path, interval: 15, now: clock)
    func wait(until time: Double) { seconds.withLock { $0 = time } }
    var isMade = false
    func write(atOnce: Bool = false) throws -> Bool {
      isMade = false
      try file.write(
        {
          isMade = true
          return state
        },
        of: experiment(),
        atOnce: atOnce
      )
      return isMade
    }
    #expect(try !write())
    wait(until: 14.9)
    #expect(try !write())
    wait(until: 15)
    #expect(try write())
    wait(until: 29)
    #expect(try !write())
    #expect(try write(atOnce: true))
    wait(until: 43)
    #expect(try !write())
    #expect(try file.read(for: experiment()) == state)
    file.remove()
    #expect(try file.read(for: experiment()) == nil)
  }

  @Test("Every changed, missing or added byte is noticed")
  func damaged() throws {
    let folder = try TemporaryDirectory()
    let path = try interrupted(in: folder) + ".checkpoint"
    let whole = try #require(FileManager.default.contents(atPath: path))
    let newline = try #require(whole.firstIndex(of: UInt8(ascii: "\n")))
    var damages = [Data(), Data("hello\n".utf8), whole.prefix(newline), whole.prefix(newline + 1)]
    damages += [whole.dropLast(2), whole + Data("x".utf8)]
    for place in stride(from: newline + 1, to: whole.count - 1, by: whole.count / 20) {
      var changed = whole
      changed[place] ^= 1
      damages.append(changed)
    }
    for data in damages {
      try data.write(to: URL(fileURLWithPath: path))
      #expect(throws: InvalidCheckpoint(path: path, reason: .damaged)) {
        try file(path).read(for: experiment())
      }
    }
  }

  @Test("A checkpoint of another format, training or processor is refused with what differs")
  func others() throws {
    let folder = try TemporaryDirectory()
    let model = try interrupted(in: folder)
    let path = model + ".checkpoint"
    let other = try experiment("train.epochs=4", "dataset.kind=mnist")
    let error = #expect(throws: InvalidCheckpoint.self) { try file(path).read(for: other) }
    let text = error?.description ?? ""
    #expect(text.contains("dataset.kind is digits there and mnist here"), "\(text)")
    #expect(text.contains("train.epochs is 3 there and 4 here"), "\(text)")
    // Precisions are no part of a training.
    #expect(try file(path).read(for: experiment("quantize.weights.bits=3")) != nil)

    if VectorKernels.best.instructionSet != .baseline {
      var context = context()
      context.engine = TrainingEngine(
        kernels: try #require(VectorKernels(instructionSet: .baseline)),
        workers: WorkerPool(workers: 1)
      )
      let error = #expect(throws: InvalidCheckpoint.self) {
        try Pipeline(context: context).train(experiment(), to: model, resume: true)
      }
      #expect(error?.description.contains("kernels") == true)
    }

    let data = try #require(FileManager.default.contents(atPath: path))
    let text2 = String(decoding: data, as: UTF8.self)
      .replacing(CheckpointFile.schema, with: "tinysnn.checkpoint/9")
    try Data(text2.utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: InvalidCheckpoint(path: path, reason: .schema("tinysnn.checkpoint/9"))) {
      try file(path).read(for: experiment())
    }
  }

  @Test("A training without `resume` never overwrites a checkpoint; a model is replaced as before")
  func withoutResume() throws {
    let folder = try TemporaryDirectory()
    let path = try interrupted(in: folder)
    let checkpoint = path + ".checkpoint"
    let before = FileManager.default.contents(atPath: checkpoint)
    #expect(throws: CheckpointExists(path: checkpoint, model: path)) {
      try Pipeline(context: context()).train(experiment(), to: path)
    }
    #expect(FileManager.default.contents(atPath: checkpoint) == before)
    try FileManager.default.removeItem(atPath: checkpoint)
    _ = try Pipeline(context: context()).train(experiment(), to: path)
    let first = FileManager.default.contents(atPath: path)
    _ = try Pipeline(context: context()).train(experiment("train.epochs=1"), to: path)
    #expect(FileManager.default.contents(atPath: path) != first)
  }

  @Test("`resume` returns a finished model, and refuses one of another configuration")
  func finished() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("model.tsnn")
    // Nothing is there: it starts.
    let trained = try Pipeline(context: context()).train(experiment(), to: path, resume: true)
    let stopped = Pipeline(context: context(isCancelled: { true }))
    #expect(try stopped.train(experiment(), to: path, resume: true) == trained)
    let error = #expect(throws: OtherConfiguration.self) {
      try stopped.train(experiment("quantize.weights.bits=3"), to: path, resume: true)
    }
    #expect(error?.differences == "quantize.weights.bits is 8 there and 3 here")
  }
}
