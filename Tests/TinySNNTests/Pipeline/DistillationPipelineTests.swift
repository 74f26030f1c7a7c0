import Foundation
import SpikingNetworks
import Synchronization
import Testing

@testable import TinySNN

/// Trainings with a teacher, from the YAML to the model.
@Suite struct DistillationPipelineTests {
  private func context(
    progress: any ProgressReporter = SilentProgress(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) -> RunContext {
    RunContext(
      engine: TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1)),
      jobs: 1,
      locator: DatasetLocator(dataDirectory: nil, environment: [:]),
      progress: progress,
      isCancelled: isCancelled,
      version: "test"
    )
  }

  private func names(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  /// What the teacher of `student` computes on its own samples, trained by hand.
  private func expected(_ student: Experiment) throws -> TrainedModel {
    let split = try Pipeline(context: context()).load(student).split
    guard case .config(let recipe)? = student.teacher else { throw MissingInput("a teacher") }
    let engine = context().engine
    func train(_ experiment: Experiment, _ teacher: Teacher?) throws -> TrainedModel {
      let spec = experiment.networkSpec(shape: split.train.shape)
      return try engine.train(
        spec,
        options: experiment.train,
        taughtBy: teacher,
        on: split.train.quantized(bits: spec.input.bits),
        validating: split.validation.quantized(bits: spec.input.bits)
      )
    }
    return try train(student, Teacher(try train(recipe, nil)))
  }

  @Test("A teacher that a configuration trains: as by hand, and nothing is left of it")
  func config() throws {
    let folder = try SourceFolder()
    let student = try folder.student("{config: teacher.yaml, temperature: 2}")
    let made = try Pipeline(context: context()).train(student, to: folder.file("out/model.tsnn"))
    #expect(made.model == (try expected(student)))
    #expect(try names(in: folder.file("out")) == ["model.tsnn"])
    let text = ModelText(made).training
    let line = "teacher     64-8-10, T=3, direct; temperature 2.0, alpha 0.5, features 0.0\n"
    #expect(text.contains(line), "\(text)")
    let plain = try Pipeline(context: context()).train(
      try folder.student("{}"),
      to: folder.file("out/plain.tsnn")
    )
    #expect(made.model.parameters != plain.model.parameters)
    // The model is read and used without its teacher.
    try FileManager.default.removeItem(atPath: folder.file("teacher.yaml"))
    let read = try ModelArtifact(contentsOfFile: folder.file("out/model.tsnn"))
    #expect(read == made)
    #expect(try Pipeline(context: context()).evaluate(read, on: .validation).samples > 0)
    #expect(try Pipeline(context: context()).quantize(read, overrides: []).network != nil)
  }

  @Test("Training through integers goes on without the teacher")
  func integers() throws {
    let folder = try SourceFolder()
    let student = try folder.student("{config: teacher.yaml}", "quantize.method=qat")
    let made = try Pipeline(context: context()).train(student, to: folder.file("model.tsnn"))
    #expect(try Pipeline(context: context()).quantize(made, overrides: []).network != nil)
  }

  @Test("A model teaches as the configuration that made it, and must not change")
  func model() throws {
    let folder = try SourceFolder()
    let path = folder.file("teacher.tsnn")
    try SourceFolder.trained(path)
    let recorder = RecordingProgress()
    let student = try folder.student("{model: teacher.tsnn}")
    let made = try Pipeline(context: context(progress: recorder)).train(
      student,
      to: folder.file("model.tsnn")
    )
    let same = try folder.student("{config: teacher.yaml, set: [train.epochs=1]}")
    #expect(made.model == (try expected(same)))
    func warnings(_ recorder: RecordingProgress) -> [String] {
      recorder.events.compactMap { event in
        guard case .warning(let text) = event else { return nil }
        return text
      }
    }
    #expect(warnings(recorder) == [])

    try SourceFolder.trained(path, "train.epochs=2")
    let error = #expect(throws: InvalidArtifact.self) {
      try Pipeline(context: context()).train(student, to: folder.file("other.tsnn"))
    }
    #expect(error?.reason.contains("another one than the configuration was resolved with") == true)

    // One that saw other samples may know the answers.
    try SourceFolder.trained(path, "seed=9")
    let told = RecordingProgress()
    _ = try Pipeline(context: context(progress: told)).train(
      try folder.student("{model: teacher.tsnn}"),
      to: folder.file("third.tsnn")
    )
    #expect(warnings(told).count == 1 && warnings(told)[0].contains("trained on other samples"))
  }

  @Test("A teacher that does not fit is an error of the configuration")
  func misfit() throws {
    let folder = try SourceFolder()
    let error = #expect(throws: ConfigurationErrors.self) {
      try folder.student("{config: teacher.yaml, features: 1}")
    }
    let text = "\(error.map { "\($0)" } ?? "")"
    let expected = "expected a network that can teach this one at train.distillation.config"
    #expect(text.contains(expected), "\(text)")
    #expect(text.contains("hidden layers of 8 neurons, the network of 6"), "\(text)")
  }

  @Test(
    "Stopped in the teacher or behind it, the training goes on to the same bytes, with this teacher"
  )
  func resumed() throws {
    let folder = try SourceFolder()
    let student = try folder.student("{config: teacher.yaml}")
    let reference = try Pipeline(context: context()).train(student, to: folder.file("whole.tsnn"))
    // Epochs 1 and 2 are the teacher's, 3 and 4 the network's; who is asked after an epoch stops there.
    for stop in 1...3 {
      let path = folder.file("\(stop)/model.tsnn")
      let asked = Mutex(0)
      let stopping = context(isCancelled: {
        asked.withLock {
          $0 += 1; return $0 >= stop
        }
      })
      #expect(throws: Interrupted.self) { try Pipeline(context: stopping).train(student, to: path) }
      let checkpoint = stop == 3 ? ["model.tsnn.checkpoint"] : []
      #expect(try names(in: folder.file("\(stop)")) == checkpoint + ["model.tsnn.sources"])
      if stop == 3 {
        let other = try folder.student("{config: teacher.yaml, set: [train.batch=32]}")
        let error = #expect(throws: InvalidCheckpoint.self) {
          try Pipeline(context: context()).train(other, to: path, resume: true)
        }
        #expect(
          error?.description.contains(
            "train.distillation.config.train.batch is 64 there and 32 here"
          ) == true
        )
      }
      #expect(try Pipeline(context: context()).train(student, to: path, resume: true) == reference)
      #expect(try names(in: folder.file("\(stop)")) == ["model.tsnn"])
      #expect(
        FileManager.default.contents(atPath: path)
          == FileManager.default.contents(atPath: folder.file("whole.tsnn"))
      )
    }
  }

  @Test("A study trains its teacher once, and does not go on with another")
  func study() throws {
    let folder = try SourceFolder()
    let space =
      "search.space={train.distillation.alpha: [0.25, 0.75], quantize.weights.bits: [4, 8]}"
    let student = try folder.student("{config: teacher.yaml}", space)
    let recorder = RecordingProgress()
    let run = folder.file("run")
    _ = try Pipeline(context: context(progress: recorder)).search(student, in: run, resume: false)
    let teachers = recorder.events.count { event in
      guard case .epoch(let progress) = event else { return false }
      return progress.model.contains("-8-")
    }
    #expect(teachers == 2, "two epochs of one teacher")
    // The stored configuration is that of the run, wherever it is read.
    let stored = try Experiment(contentsOfFile: run + "/experiment.yaml")
    #expect(stored == student)
    let changed = SourceFolder.teacher.replacing("beta: 0.8", with: "beta: 0.7")
    try folder.write("teacher.yaml", changed)
    let other = try folder.student("{config: teacher.yaml}", space)
    #expect(throws: JournalError.self) {
      try Pipeline(context: context()).search(other, in: run, resume: true)
    }
  }
}
