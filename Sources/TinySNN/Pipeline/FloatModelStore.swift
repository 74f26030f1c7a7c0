import Foundation
import Quantization
import SpikingNetworks
import Synchronization

/// The float models of a study: each architecture and training recipe is trained once.
///
/// Models are kept in memory and, while the run is not finished, in the run folder under `models/`: an
/// interrupted study does not train again.
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

  private let context: RunContext
  /// The samples.
  let data: DatasetSplit
  private let dataHash: String
  private let directory: RunDirectory?
  /// Where to keep the state of an unfinished training, if not in the run folder; whoever names the file
  /// removes it when the model is safe.
  private let checkpoint: String?
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
  ///   - checkpoint: The file that keeps an unfinished training instead.
  init(
    context: RunContext,
    data: DatasetSplit,
    directory: RunDirectory?,
    checkpoint: String? = nil
  ) {
    self.context = context
    self.data = data
    dataHash = data.trainingHash
    self.directory = directory
    self.checkpoint = checkpoint
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

  /// The highest validation accuracy of the float models trained so far.
  var bestBaseline: Double {
    state.withLock { state in
      state.entries.values.reduce(0) { best, entry in
        max(best, (try? entry.get().validation.accuracy) ?? 0)
      }
    }
  }

  /// Returns the model of `experiment`: from memory, from the run folder, or trained now.
  ///
  /// - Parameter isTimeOver: Asked after every epoch; ends the training if true.
  /// - Throws: `NetworkError` for a training that came to nothing, each time it is asked for;
  ///   `InvalidCheckpoint`; `CancellationError` if the user or the time ended it.
  func train(_ experiment: Experiment, isTimeOver: () -> Bool = { false }) throws -> Entry {
    let key = Trial.id(canonicalKey: experiment.trainingIdentity)
    if let entry = state.withLock({ $0.entries[key] }) { return try entry.get() }
    let result: Result<Entry, NetworkError>
    do {
      result = .success(try makeEntry(experiment, key: key, isTimeOver: isTimeOver))
    } catch NetworkError.invalidCheckpoint(let reason) {
      // A file that is in the way is no property of the candidate.
      throw InvalidCheckpoint(
        path: checkpointPath(key) ?? "the checkpoint",
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
    key: String,
    isTimeOver: () -> Bool
  ) throws -> Entry {
    let artifact =
      try stored(experiment, key: key) ?? trained(experiment, key: key, isTimeOver: isTimeOver)
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
    let result = try EncodedSamples(
      samples,
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

  private func path(_ key: String) -> String { "\(Self.folder)/\(key).tsnn" }

  private func checkpointPath(_ key: String) -> String? {
    checkpoint ?? directory?.path(of: "\(Self.folder)/\(key).checkpoint")
  }

  private func stored(_ experiment: Experiment, key: String) throws -> ModelArtifact? {
    guard let directory else { return nil }
    let path = directory.path(of: path(key))
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let artifact = try ModelArtifact(contentsOfFile: path)
    if let difference = artifact.trainingOrigin.difference(from: origin(of: experiment)) {
      throw OtherTraining(path: path, differences: difference)
    }
    return artifact
  }

  private func trained(
    _ experiment: Experiment,
    key: String,
    isTimeOver: () -> Bool
  ) throws -> ModelArtifact {
    let start = context.now()
    let checkpoints = CheckpointFile(
      path: checkpointPath(key),
      interval: context.checkpointInterval,
      now: context.now
    )
    let model: TrainedModel
    do {
      model = try fit(experiment, keeping: checkpoints, isTimeOver: isTimeOver)
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
        dataset: experiment.dataset.kind.rawValue,
        dataHash: dataHash,
        engine: Version.engine,
        instructionSet: context.engine.kernels.instructionSet
      ),
      experiment: experiment,
      sampleShape: data.train.shape,
      model: model
    )
    if let directory {
      try directory.write(artifact.data(), to: path(key))
      checkpoints.remove()
    }
    let elapsed = context.now() - start
    state.withLock { $0.seconds += elapsed }
    return artifact
  }

  /// Trains the model, from a checkpoint if there is one.
  private func fit(
    _ experiment: Experiment,
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
      on: data.train.quantized(bits: spec.input.bits),
      validating: data.validation.quantized(bits: spec.input.bits),
      resuming: resumed,
      checkpoint: { make in
        isStopping = context.isCancelled() || isTimeOver()
        try checkpoints.write(make, of: origin, atOnce: isStopping)
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
