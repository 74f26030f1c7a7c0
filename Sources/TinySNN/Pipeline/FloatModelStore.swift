import Foundation
import Quantization
import SpikingNetworks
import Synchronization

/// The float models of a study: each architecture and training recipe is trained once.
///
/// Models are kept in memory and, while the run is not finished, in the run folder under `models/`: an
/// interrupted study does not train again. A folder that several runs share keeps models of many origins beside
/// each other.
final class FloatModelStore: Sendable {
  /// A trained model with its figures on validation samples.
  struct Entry: Sendable {
    var artifact: ModelArtifact
    var validation: FloatEvaluation
    /// The validation samples as they enter integer networks that come from the model.
    var samples: EncodedSamples
    /// What corrections of such networks know of the model.
    var calibrations = Calibrations()
  }

  let context: RunContext
  /// The samples.
  let data: DatasetSplit
  /// The hash of the training and validation samples.
  let dataHash: String
  /// Where models and unfinished trainings are kept, if anywhere.
  private let folder: String?
  /// Whether other runs keep their models there, too.
  private let isShared: Bool
  /// Whether the run folder takes no more files.
  private let isClosed: @Sendable () -> Bool
  /// Where to keep the state of an unfinished training, if not in the run folder; whoever names the file
  /// removes it when the model is safe.
  private let checkpoint: String?
  /// Trains the networks that experiments take from elsewhere; nil if this store does.
  let sources: FloatModelStore?
  private let state = Mutex(State())

  private struct State {
    var entries: [String: Result<Entry, NetworkError>] = [:]
    /// The validation samples by what they enter; one seed draws them all.
    var encodings: [InputSpec: EncodedSamples] = [:]
    var seconds = 0.0
  }

  /// Creates a store.
  ///
  /// - Parameters:
  ///   - context: What the run takes from its surroundings.
  ///   - data: The samples.
  ///   - directory: The run folder that keeps models and unfinished trainings, if any.
  ///   - folder: The folder that keeps them instead, for several runs.
  ///   - checkpoint: The file that keeps an unfinished training instead.
  ///   - sources: Keeps the models of sources, where `checkpoint` has room for one training only.
  ///   - isClosed: Whether the run folder takes no more files; asked before one is written.
  init(
    context: RunContext,
    data: DatasetSplit,
    directory: RunDirectory?,
    folder: String? = nil,
    checkpoint: String? = nil,
    sources: FloatModelStore? = nil,
    isClosed: @escaping @Sendable () -> Bool = { false }
  ) {
    self.context = context
    self.data = data
    dataHash = data.trainingHash
    self.folder = folder ?? directory?.path(of: Self.folder)
    isShared = folder != nil
    self.checkpoint = checkpoint
    self.sources = sources
    // A shared folder outlives the run.
    self.isClosed = { folder == nil && isClosed() }
  }

  /// Returns what decides the model of `experiment`.
  func origin(of experiment: Experiment) -> TrainingOrigin {
    TrainingOrigin(
      configuration: experiment.trainingIdentity,
      data: dataHash,
      engine: Version.engine,
      version: context.version
    )
  }

  /// The float kernels.
  var kernels: VectorKernels { context.engine.kernels }

  /// Whether the user asked to stop.
  func isCancelled() -> Bool { context.isCancelled() }

  /// The seconds spent in training so far.
  var trainingSeconds: Double { state.withLock { $0.seconds } }

  /// Returns the model of `experiment`: from memory, from the run folder, or trained now.
  ///
  /// - Parameters:
  ///   - experiment: What is trained.
  ///   - name: `name(ofTraining:)` of its identity, if that is known.
  ///   - isTimeOver: Asked after every epoch; ends the training if true.
  /// - Throws: `NetworkError` for a training that came to nothing, each time it is asked for;
  ///   `InvalidCheckpoint`; `CancellationError` if the user or the time ended it.
  func train(
    _ experiment: Experiment,
    named name: String? = nil,
    isTimeOver: () -> Bool = { false }
  ) throws -> Entry {
    let key = name ?? Self.name(ofTraining: experiment.trainingIdentity)
    if let entry = state.withLock({ $0.entries[key] }) { return try entry.get() }
    let result: Result<Entry, NetworkError>
    do {
      result = .success(try makeEntry(experiment, isTimeOver: isTimeOver))
    } catch NetworkError.invalidCheckpoint(let reason) {
      // A file that is in the way is no property of the candidate.
      throw InvalidCheckpoint(
        path: checkpointPath(experiment) ?? "the checkpoint",
        reason: .otherTraining(reason)
      )
    } catch let error as NetworkError {
      result = .failure(error)
    }
    state.withLock { $0.entries[key] = result }
    return try result.get()
  }

  private func makeEntry(
    _ experiment: Experiment,
    isTimeOver: () -> Bool
  ) throws -> Entry {
    let artifact = try stored(experiment) ?? trained(experiment, isTimeOver: isTimeOver)
    let samples = data.validation.quantized(bits: artifact.model.spec.input.bits)
    let validation = try context.engine.evaluate(
      artifact.model.spec,
      artifact.model.parameters,
      on: samples,
      seed: experiment.seed
    )
    let encoded = try encoded(samples, artifact.model.spec.input, seed: experiment.seed)
    return Entry(artifact: artifact, validation: validation, samples: encoded)
  }

  private func encoded(
    _ samples: SampleSet,
    _ input: InputSpec,
    seed: UInt64
  ) throws -> EncodedSamples {
    if let known = state.withLock({ $0.encodings[input] }) { return known }
    // In random order, so that the first ones stand for all.
    let order = Philox(seed: seed, stream: .search).permutation(samples.count)
    let result = try EncodedSamples(
      samples,
      in: order,
      input: input,
      seed: seed,
      kernels: context.engine.kernels,
      workers: context.engine.workers
    )
    state.withLock { $0.encodings[input] = result }
    return result
  }

  /// The folder in the run folder that holds the models while the run is not finished.
  static let folder = "models"

  /// Returns the name of the model that `identity` describes: 16 hexadecimal digits.
  static func name(ofTraining identity: String) -> String { Trial.id(canonicalKey: identity) }

  /// The name of the files of a model without their extensions.
  ///
  /// A run folder holds models of one origin, and another one is an error. In a shared folder it is another file:
  /// after an upgrade, on other samples or with other instructions a model is not found, and is trained.
  private func name(of experiment: Experiment) -> String {
    guard isShared else { return Self.name(ofTraining: experiment.trainingIdentity) }
    let origin = origin(of: experiment)
    let parts = [
      origin.configuration, dataHash, "\(Version.engine)", origin.version,
      kernels.instructionSet.rawValue,
    ]
    return Trial.id(canonicalKey: parts.joined(separator: "\n"))
  }

  private func path(_ experiment: Experiment) -> String? {
    folder.map { "\($0)/\(name(of: experiment)).tsnn" }
  }

  private func checkpointPath(_ experiment: Experiment) -> String? {
    checkpoint ?? folder.map { "\($0)/\(name(of: experiment)).checkpoint" }
  }

  private func stored(_ experiment: Experiment) throws -> ModelArtifact? {
    guard let path = path(experiment) else { return nil }
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let artifact = try ModelArtifact(contentsOfFile: path)
    if let difference = artifact.trainingOrigin.difference(from: origin(of: experiment)) {
      throw OtherTraining(path: path, differences: difference)
    }
    return artifact
  }

  private func trained(
    _ experiment: Experiment,
    isTimeOver: () -> Bool
  ) throws -> ModelArtifact {
    // Their seconds are counted where they are trained.
    let teacher = try teacher(of: experiment, isTimeOver: isTimeOver)
    let initial = try self.start(of: experiment, isTimeOver: isTimeOver)
    let start = context.now()
    let checkpoints = CheckpointFile(
      path: checkpointPath(experiment),
      interval: context.checkpointInterval,
      now: context.now
    )
    let model: TrainedModel
    do {
      model = try fit(
        experiment,
        from: initial,
        taughtBy: teacher,
        keeping: checkpoints,
        isTimeOver: isTimeOver
      )
    } catch NetworkError.diverged(let layer) {
      // It would diverge again, and the file is in the way of a training that does not.
      checkpoints.remove()
      throw NetworkError.diverged(layer: layer)
    }
    let artifact = ModelArtifact(
      provenance: Provenance(
        version: context.version,
        configHash: experiment.configHash,
        seed: experiment.seed,
        dataset: experiment.dataset.title,
        dataHash: dataHash,
        engine: Version.engine,
        instructionSet: context.engine.kernels.instructionSet
      ),
      experiment: experiment,
      sampleShape: data.train.shape,
      model: model
    )
    if let path = path(experiment), !isClosed() {
      // Other processes may train the same model.
      try AtomicFile.write(artifact.data(), to: path, isShared: true)
      checkpoints.remove()
    }
    let elapsed = context.now() - start
    state.withLock { $0.seconds += elapsed }
    return artifact
  }

  /// Trains the model, from a checkpoint if there is one.
  private func fit(
    _ experiment: Experiment,
    from initial: NetworkParameters?,
    taughtBy teacher: Teacher?,
    keeping checkpoints: CheckpointFile,
    isTimeOver: () -> Bool
  ) throws -> TrainedModel {
    let spec = experiment.networkSpec(shape: data.train.shape)
    let (name, epochs) = (spec.summary, experiment.train.epochs)
    let origin = origin(of: experiment)
    let resumed = try checkpoints.read(for: origin)
    if let resumed, let path = checkpoints.path {
      context.progress.report(
        .message("training goes on after epoch \(resumed.epochs) of \(epochs), from \(path)")
      )
    }
    // Asked once an epoch: who is stopped has written a checkpoint.
    var isStopping = false
    return try context.engine.train(
      spec,
      options: experiment.train,
      from: initial,
      taughtBy: teacher,
      on: data.train.quantized(bits: spec.input.bits),
      validating: data.validation.quantized(bits: spec.input.bits),
      resuming: resumed,
      checkpoint: { make in
        isStopping = context.isCancelled() || isTimeOver()
        if !isClosed() { try checkpoints.write(make, of: origin, atOnce: isStopping) }
      },
      progress: { record in
        context.progress.report(
          .epoch(EpochProgress(name, record, of: epochs))
        )
        if isStopping { throw CancellationError() }
      }
    )
  }
}

/// Thrown when the user interrupts a run; what was recorded can be resumed.
public struct Interrupted: Error, Hashable, Sendable {
  /// Creates the error.
  public init() {}
}
