import Foundation
import Quantization
import SpikingNetworks

extension Pipeline {
  /// Trains the float network of `experiment`, measures it on validation samples and writes it to `path`.
  ///
  /// The state of the unfinished training lies beside it, in `path` with `.checkpoint` behind it, models that it
  /// learns from in the folder `path` with `.sources` behind it, unless others share them; both are removed when the model is written. A model that is there is replaced in one step.
  ///
  /// - Parameters:
  ///   - experiment: What to train.
  ///   - path: The model file.
  ///   - resume: Whether the training that `path` was begun with goes on; without a checkpoint a model of
  ///     the same training is returned, with the rest of the new configuration, and without either the
  ///     training starts.
  /// - Throws: `CheckpointExists` unless `resume`, `InvalidCheckpoint`, `OtherTraining`,
  ///   `Interrupted`, or what a stage throws.
  public func train(
    _ experiment: Experiment,
    to path: String,
    resume: Bool = false
  ) throws -> ModelArtifact {
    let checkpoint = Pipeline.checkpointPath(of: path)
    let isUnfinished = FileManager.default.fileExists(atPath: checkpoint)
    if isUnfinished && !resume { throw CheckpointExists(path: checkpoint, model: path) }
    let dataset = try load(experiment)
    let sources = Pipeline.sourcesPath(of: path)
    let models = FloatModelStore(
      context: context,
      data: dataset.split,
      directory: nil,
      checkpoint: checkpoint,
      sources: FloatModelStore(
        context: context,
        data: dataset.split,
        directory: nil,
        folder: context.modelFolder ?? sources
      )
    )
    if resume, !isUnfinished,
      let artifact = try finished(experiment, of: models.origin(of: experiment), at: path)
    {
      return artifact
    }
    // What can be wrong at once is said at once, not after the training.
    try AtomicFile.checkWritable(path)
    context.progress.report(.phaseStarted(ProgressPhase(name: "training")))
    do {
      let entry = try models.train(experiment)
      context.progress.report(.finished)
      var artifact = entry.artifact
      artifact.metrics.floatValidationAccuracy = entry.validation.accuracy
      try artifact.write(to: path)
      for leftover in [checkpoint, sources] {
        try? FileManager.default.removeItem(atPath: leftover)
      }
      return artifact
    } catch is CancellationError {
      throw Interrupted()
    }
  }

  /// The file that holds the unfinished training of the model `path`.
  static func checkpointPath(of path: String) -> String { path + ".checkpoint" }

  /// The folder that holds the models which the unfinished training of the model `path` learns from.
  static func sourcesPath(of path: String) -> String { path + ".sources" }

  /// The model at `path` if there is one, as a model of `experiment`.
  private func finished(
    _ experiment: Experiment,
    of origin: TrainingOrigin,
    at path: String
  ) throws -> ModelArtifact? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    var artifact = try ModelArtifact(contentsOfFile: path)
    let old = artifact.experiment
    if let difference = artifact.trainingOrigin.difference(from: origin) {
      throw OtherTraining(path: path, differences: difference)
    }
    guard old != experiment else { return artifact }
    // Integers of other precisions are neither thrown away nor passed off as those of `experiment`.
    guard artifact.network == nil || old.quantize == experiment.quantize else {
      throw OtherTraining(
        path: path,
        differences: "its integers were made otherwise: "
          + ConfigurationDifferences(of: old.identity, from: experiment.identity).text
      )
    }
    artifact.experiment = experiment
    artifact.provenance.configHash = experiment.configHash
    try artifact.write(to: path)
    return artifact
  }
}

/// A checkpoint of another training that a new one would overwrite.
public struct CheckpointExists: Error, Hashable, CustomStringConvertible {
  /// The checkpoint.
  public var path: String
  /// The model that the unfinished training is to become.
  public var model: String

  /// One sentence for the user.
  public var description: String {
    "\(path) holds an unfinished training of \(model); --resume continues it, --output names another "
      + "model, and without the file the training starts anew"
  }
}

/// A finished model of another training than the one to resume.
public struct OtherTraining: Error, Hashable, CustomStringConvertible {
  /// The model.
  public var path: String
  /// What differs, in words.
  public var differences: String

  /// One sentence for the user.
  public var description: String {
    "\(path) is a model of another training: \(differences)"
  }
}
