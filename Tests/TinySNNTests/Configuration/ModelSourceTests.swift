import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

/// Networks that a configuration takes from elsewhere, as they stand in the resolved experiment.
@Suite struct ModelSourceTests {
  private func recipe(_ experiment: Experiment) throws -> Experiment {
    guard case .config(let recipe)? = experiment.teacher else { throw Missing() }
    return recipe
  }

  private struct Missing: Error {}

  @Test(
    "A configuration stands in the one that names it, with its seed and its division of the samples"
  )
  func config() throws {
    let folder = try SourceFolder()
    let student = try folder.student(
      "{config: teacher.yaml, temperature: 3, features: 0.5}",
      "network.0.dense.units=8"
    )
    let teacher = try recipe(student)
    #expect(
      student.train.distillation == DistillationSpec(temperature: 3, alpha: 0.5, features: 0.5)
    )
    #expect(teacher.input.timesteps == 3 && teacher.train.epochs == 2)
    #expect(teacher.seed == 2 && teacher.train.seed == 2)
    #expect(teacher.dataset == student.dataset)
    // Neither files nor names are needed any more.
    let text = student.yaml
    #expect(text.contains("distillation:\n    config:\n      dataset: {augment:"), "\(text)")
    let again = try Experiment(yaml: text, file: "stored")
    #expect(again == student)
    #expect(again.yaml == text)
    // Another seed is one of both.
    let other = try Experiment(yaml: text, file: "stored", overrides: ["seed=5"])
    #expect(try recipe(other).seed == 5)
  }

  @Test("What makes the network decides; names, folders and what follows the training do not")
  func identity() throws {
    let folder = try SourceFolder()
    let student = try folder.student("{config: teacher.yaml}")
    func resolved(_ text: String) throws -> Experiment {
      try folder.write("sub/other.yaml", text)
      return try folder.student("{config: sub/other.yaml}")
    }
    let renamed =
      SourceFolder.teacher.replacing("the-teacher", with: "other")
      .replacing("seed: 11", with: "seed: 12") + "\nquantize: {weights: {bits: 2}}\n"
    #expect(try resolved(renamed) == student)
    for (old, new) in [
      ("epochs: 2", "epochs: 3"), ("units: 8", "units: 9"), ("timesteps: 3", "timesteps: 4"),
      ("validation: 0.3", "augment: {shift: 1}"),
    ] {
      let changed = try resolved(SourceFolder.teacher.replacing(old, with: new))
      #expect(changed.configHash != student.configHash, "\(new)")
      #expect(changed.trainingIdentity != student.trainingIdentity, "\(new)")
      let difference = ConfigurationDifferences(
        of: student.trainingIdentity,
        from: changed.trainingIdentity
      ).text
      #expect(difference.contains("train.distillation.config."), "\(difference)")
    }
  }

  @Test("set changes the named configuration")
  func set() throws {
    let folder = try SourceFolder()
    let changed = try folder.student(
      "{config: teacher.yaml, set: [train.epochs=7, 'network.0.dense.units=12']}"
    )
    let teacher = try recipe(changed)
    #expect(teacher.train.epochs == 7)
    #expect(teacher.network.layers[0].connection == .dense(units: 12, bias: true))
    #expect(!changed.yaml.contains(" set:"))
    // From outside, too.
    let assigned = try folder.student(
      "{config: teacher.yaml}",
      "train.distillation.set=[train.epochs=7]"
    )
    #expect(try recipe(assigned).train.epochs == 7)
  }

  @Test("A teacher may have a teacher, whose path counts from its own folder")
  func chain() throws {
    let folder = try SourceFolder()
    try folder.write("a/middle.yaml", SourceFolder.student("{config: ../b/last.yaml, alpha: 1}"))
    try folder.write("b/last.yaml", SourceFolder.teacher)
    let student = try folder.student("{config: a/middle.yaml}")
    let middle = try recipe(student)
    #expect(middle.train.distillation?.alpha == 1)
    #expect(try recipe(middle).input.timesteps == 3)
    #expect(try Experiment(yaml: student.yaml, file: "stored") == student)
    // Written in place it is the same.
    let inline = try folder.student(
      """
      {config: {input: {bits: 8, timesteps: 3}, network: [{dense: {units: 8}}, {lif: {beta: 0.8}}, \
      {dense: {units: 10}}, {readout: membrane}], train: {epochs: 2, batch: 64, \
      optimizer: {kind: adam, lr: 0.01}}}}
      """
    )
    #expect(try inline == folder.student("{config: teacher.yaml}"))
  }

  @Test("Of a model the hash of its float network stands there, wherever it lies")
  func model() throws {
    let folder = try SourceFolder()
    let made = try SourceFolder.trained(folder.file("teacher.tsnn"))
    let student = try folder.student("{model: teacher.tsnn}")
    let hash = try made.model.networkHash
    #expect(student.teacher == .model(path: folder.file("teacher.tsnn"), hash: hash))
    try folder.write("sub/unused", "")
    try FileManager.default.copyItem(
      atPath: folder.file("teacher.tsnn"),
      toPath: folder.file("sub/copy.tsnn")
    )
    let moved = try folder.student("{model: sub/copy.tsnn}")
    #expect(moved != student)
    #expect(moved.configHash == student.configHash)
    #expect(moved.trainingIdentity == student.trainingIdentity)
    // A stored experiment is read where the file is gone.
    try FileManager.default.removeItem(atPath: folder.file("teacher.tsnn"))
    #expect(try Experiment(yaml: student.yaml, file: "stored") == student)
    // Another network is another training.
    _ = try SourceFolder.trained(folder.file("teacher.tsnn"), "seed=3")
    let other = try folder.student("{model: teacher.tsnn}")
    #expect(other.configHash != student.configHash)
    #expect(other.trainingIdentity != student.trainingIdentity)
  }

  @Test("Without the section nothing is written, and an empty one is none")
  func nothing() throws {
    let folder = try SourceFolder()
    let plain = try folder.student("{}")
    #expect(plain.teacher == nil && plain.train.distillation == nil)
    #expect(!plain.yaml.contains("distillation"))
    #expect(try folder.student("{config: teacher.yaml}", "train.distillation={}") == plain)
  }

  @Test("Shares and temperatures can be searched, the source cannot")
  func search() throws {
    let folder = try SourceFolder()
    let space = "search.space={train.distillation: {alpha: [0, 0.5], temperature: [2, 4]}}"
    let experiment = try folder.student("{config: teacher.yaml}", space)
    let candidate = Candidate(assignments: [
      Assignment(key: "train.distillation.alpha", value: .double(0.25))
    ])
    let chosen = try experiment.applying(candidate)
    #expect(chosen.train.distillation?.alpha == 0.25)
    #expect(chosen.teacher == experiment.teacher)
    let errors = try folder.errors(
      "{config: teacher.yaml}",
      "search.space={train.distillation.config: [teacher.yaml]}"
    )
    #expect(
      errors.count == 1 && errors[0].contains("'train.distillation.config' cannot be searched")
    )
    // Keys of the recipe can.
    let epochs = "search.space={train.distillation.config.train.epochs: [1, 2]}"
    #expect(try folder.errors("{config: teacher.yaml}", epochs) == [])
  }
}

extension SourceFolder {
  /// Trains the teacher as a model of its own, to `path`.
  @discardableResult
  static func trained(_ path: String, _ overrides: String...) throws -> ModelArtifact {
    let context = RunContext(
      engine: TrainingEngine(kernels: .best, workers: WorkerPool(workers: 1)),
      jobs: 1,
      locator: DatasetLocator(dataDirectory: nil, environment: [:]),
      version: "test"
    )
    let experiment = try Experiment(
      yaml: teacher,
      file: "teacher",
      overrides: ["train.epochs=1", "seed=2", "dataset.validation=0.2"] + overrides
    )
    return try Pipeline(context: context).train(experiment, to: path)
  }
}
