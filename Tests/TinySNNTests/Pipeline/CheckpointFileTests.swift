import Foundation
import SpikingNetworks
import Synchronization
import Testing

@testable import TinySNN

/// What is kept of an unfinished training, and which files are refused.
@Suite struct CheckpointFileTests {
  private func experiment(_ overrides: String...) throws -> Experiment {
    try SmallTraining.experiment(epochs: 3, overrides)
  }

  /// What decides the model of `experiment(overrides)`, on the samples that there are.
  private func origin(_ overrides: String...) throws -> TrainingOrigin {
    let experiment = try SmallTraining.experiment(epochs: 3, overrides)
    let data = try Pipeline(context: context()).load(self.experiment()).split
    return FloatModelStore(context: context(), data: data, directory: nil).origin(of: experiment)
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
    let checkpoint = try file(path + ".checkpoint").read(for: origin())
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
    let state = try #require(try file(path).read(for: origin()))
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
        of: origin(),
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
    #expect(try file.read(for: origin()) == state)
    file.remove()
    #expect(try file.read(for: origin()) == nil)
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
        try file(path).read(for: origin())
      }
    }
  }

  @Test("A checkpoint of another format, training or processor is refused with what differs")
  func others() throws {
    let folder = try TemporaryDirectory()
    let model = try interrupted(in: folder)
    let path = model + ".checkpoint"
    let other = try origin("train.epochs=4", "dataset.kind=mnist")
    let error = #expect(throws: InvalidCheckpoint.self) { try file(path).read(for: other) }
    let text = error?.description ?? ""
    #expect(text.contains("dataset.kind is digits there and mnist here"), "\(text)")
    #expect(text.contains("train.epochs is 3 there and 4 here"), "\(text)")
    // Precisions are no part of a training.
    #expect(try file(path).read(for: origin("quantize.weights.bits=3")) != nil)

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
      try file(path).read(for: origin())
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

  @Test("Other samples of the same number, another engine or version are other trainings")
  func otherOrigins() throws {
    let folder = try TemporaryDirectory()
    let model = try interrupted(in: folder)
    let path = model + ".checkpoint"
    let same = try origin()
    func refusal(_ change: (inout TrainingOrigin) -> Void) throws -> String {
      var other = same
      change(&other)
      let error = #expect(throws: InvalidCheckpoint.self) { try file(path).read(for: other) }
      return error?.description ?? ""
    }
    #expect(try refusal { $0.engine = Version.engine + 1 }.contains("it was made by engine"))
    #expect(try refusal { $0.version = "9" }.contains("made by tinysnn test, and this is 9"))
    #expect(try refusal { $0.data = "c0ffee" }.contains("now they have c0ffee"))

    // A label, an input or the order of two samples is enough; the test part is no part of a training.
    let data = try Pipeline(context: context()).load(experiment()).split
    func hash(_ change: (inout DatasetSplit) -> Void) -> String {
      var other = data
      change(&other)
      return other.trainingHash
    }
    #expect(hash { _ in } == same.data)
    #expect(hash { $0.test.labels[0] ^= 1 } == same.data)
    #expect(hash { $0.train.labels[7] ^= 1 } != same.data)
    #expect(hash { $0.train.inputs[$0.train.inputs.count - 1] ^= 1 } != same.data)
    #expect(hash { $0.validation.inputs[3] ^= 1 } != same.data)
    #expect(hash { $0.train = $0.train.selecting($0.train.labels.indices.reversed()) } != same.data)
    #expect(hash { swap(&$0.train, &$0.validation) } != same.data)
  }

  @Test("A study takes the model of an interrupted run only if it saw the same samples")
  func storedModels() throws {
    let folder = try TemporaryDirectory()
    let directory = try RunDirectory.prepare(path: folder.file("run"), resume: false)
    var data = try Pipeline(context: context()).load(experiment()).split
    func store() -> FloatModelStore {
      FloatModelStore(context: context(), data: data, directory: directory)
    }
    let model = try store().train(experiment()).artifact.model
    // An end of time would end a training.
    #expect(try store().train(experiment(), isTimeOver: { true }).artifact.model == model)
    data.train.labels[0] = (data.train.labels[0] + 1) % 10
    #expect(throws: OtherTraining.self) { try store().train(experiment()) }
  }

  @Test("A training that diverges leaves no checkpoint in the way of another one")
  func diverged() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("model.tsnn")
    // Every step multiplies the weights by -9.
    let wild = try experiment(
      "train.optimizer={kind: adamw, lr: 1, weight_decay: 10}",
      "train.schedule.kind=constant"
    )
    #expect(throws: Interrupted.self) {
      try Pipeline(context: context(isCancelled: { true })).train(wild, to: path)
    }
    #expect(FileManager.default.fileExists(atPath: path + ".checkpoint"))
    let error = #expect(throws: NetworkError.self) {
      try Pipeline(context: context()).train(wild, to: path, resume: true)
    }
    guard case .diverged? = error else {
      Issue.record("expected a divergence, found \(String(describing: error))")
      return
    }
    #expect(!FileManager.default.fileExists(atPath: path + ".checkpoint"))
    _ = try Pipeline(context: context()).train(experiment(), to: path)
  }

  @Test("`resume` returns a finished model of the same training, with the new configuration")
  func finished() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("model.tsnn")
    // Nothing is there: it starts.
    let trained = try Pipeline(context: context()).train(experiment(), to: path, resume: true)
    let stopped = Pipeline(context: context(isCancelled: { true }))
    #expect(try stopped.train(experiment(), to: path, resume: true) == trained)

    // Name and precisions are no part of a training.
    let other = try experiment("name=other", "quantize.weights.bits=3")
    let renamed = try stopped.train(other, to: path, resume: true)
    #expect(renamed.experiment == other && renamed.provenance.configHash == other.configHash)
    #expect(renamed.model == trained.model)
    #expect(try ModelArtifact(contentsOfFile: path) == renamed)

    let longer = #expect(throws: OtherTraining.self) {
      try stopped.train(experiment("train.epochs=4"), to: path, resume: true)
    }
    #expect(longer?.differences == "train.epochs is 3 there and 4 here")
    var foreign = renamed
    foreign.provenance.dataHash = "c0ffee"
    try foreign.write(to: path)
    let samples = #expect(throws: OtherTraining.self) {
      try stopped.train(other, to: path, resume: true)
    }
    #expect(samples?.differences.contains("samples of the hash c0ffee") == true)
  }

  @Test("`resume` keeps integers, and refuses to pass them off as those of other precisions")
  func finishedIntegers() throws {
    let folder = try TemporaryDirectory()
    let path = folder.file("model.tsnn")
    let pipeline = Pipeline(context: context())
    let integers = try pipeline.quantize(pipeline.train(experiment(), to: path), overrides: [])
    try integers.write(to: path)
    let renamed = try pipeline.train(experiment("name=other"), to: path, resume: true)
    #expect(renamed.network == integers.network && renamed.network != nil)
    let error = #expect(throws: OtherTraining.self) {
      try pipeline.train(experiment("quantize.weights.bits=3"), to: path, resume: true)
    }
    #expect(error?.differences.contains("quantize.weights.bits is 8 there and 3 here") == true)
    #expect(try ModelArtifact(contentsOfFile: path) == renamed)
  }
}
