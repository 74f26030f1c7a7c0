import Foundation
import Quantization
import SpikingNetworks

extension Pipeline {
  /// Trains the float network of `experiment`, measures it on validation samples and writes it to `path`.
  ///
  /// The state of the unfinished training lies beside it, in `path` with `.checkpoint` behind it, and is
  /// removed when the model is written. A model that is there is replaced in one step.
  ///
  /// - Parameters:
  ///   - experiment: What to train.
  ///   - path: The model file.
  ///   - resume: Whether the training that `path` was begun with goes on; without a checkpoint a model of
  ///     the same configuration is returned as it is, and without either the training starts.
  /// - Throws: `CheckpointExists` unless `resume`, `InvalidCheckpoint`, `OtherConfiguration`,
  ///   `Interrupted`, or what a stage throws.
  public func train(
    _ experiment: Experiment,
    to path: String,
    resume: Bool = false
  ) throws -> ModelArtifact {
    let checkpoint = Pipeline.checkpointPath(of: path)
    if FileManager.default.fileExists(atPath: checkpoint) {
      guard resume else { throw CheckpointExists(path: checkpoint, model: path) }
    } else if resume, let artifact = try finished(experiment, at: path) {
      return artifact
    }
    // What can be wrong at once is said at once, not after the training.
    try AtomicFile.checkWritable(path)
    let dataset = try load(experiment)
    let models = FloatModelStore(
      context: context,
      data: dataset.split,
      directory: nil,
      checkpoint: checkpoint
    )
    context.progress.report(.phaseStarted(ProgressPhase(name: "training")))
    do {
      let entry = try models.train(experiment)
      context.progress.report(.finished)
      var artifact = entry.artifact
      artifact.metrics.floatValidationAccuracy = entry.validation.accuracy
      try artifact.write(to: path)
      try? FileManager.default.removeItem(atPath: checkpoint)
      return artifact
    } catch is CancellationError {
      throw Interrupted()
    }
  }

  /// The file that holds the unfinished training of the model `path`.
  static func checkpointPath(of path: String) -> String { path + ".checkpoint" }

  /// The model at `path` if there is one.
  private func finished(_ experiment: Experiment, at path: String) throws -> ModelArtifact? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let artifact = try ModelArtifact(contentsOfFile: path)
    let (recorded, expected) = (artifact.experiment.identity, experiment.identity)
    guard recorded == expected else {
      throw OtherConfiguration(
        path: path,
        differences: ConfigurationDifferences(of: recorded, from: expected).text
      )
    }
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

/// A finished model of another configuration than the one to resume.
public struct OtherConfiguration: Error, Hashable, CustomStringConvertible {
  /// The model.
  public var path: String
  /// The keys that differ, in words.
  public var differences: String

  /// One sentence for the user.
  public var description: String {
    "\(path) is a model of another configuration: \(differences)"
  }
}
