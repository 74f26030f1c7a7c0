import SpikingNetworks

extension FloatModelStore {
  /// Returns the teacher of `experiment`; nil where none has a part in the loss.
  ///
  /// - Throws: As `model(of:isTimeOver:)`.
  func teacher(of experiment: Experiment, isTimeOver: () -> Bool) throws -> Teacher? {
    guard let source = experiment.teacher, experiment.train.distillation?.isEffective == true
    else { return nil }
    return Teacher(try model(of: source, isTimeOver: isTimeOver))
  }

  /// Returns the network that `source` names: from its file, from this store, or trained now.
  ///
  /// - Parameters:
  ///   - source: The source, of an experiment with the samples of this store.
  ///   - isTimeOver: Asked after every epoch of a training; ends it if true.
  /// - Throws: `MissingInput` or `InvalidArtifact` for a file that is not what it was; what `train` throws.
  func model(
    of source: ModelSource,
    isTimeOver: () -> Bool = { false }
  ) throws -> TrainedModel {
    switch source {
    case .config(let experiment):
      let store = sources ?? self
      do {
        return try store.train(experiment, isTimeOver: isTimeOver).artifact.model
      } catch let error as NetworkError {
        throw NetworkError.invalidOptions(
          "the network that this one comes from: \(error)"
        )
      }
    case .model(let path, let hash):
      return try artifact(at: path, hash: hash).model
    }
  }

  /// Returns the parameters that the training of `experiment` starts from; nil draws them.
  ///
  /// - Parameters:
  ///   - experiment: What is trained.
  ///   - isTimeOver: Asked after every epoch of a source's training; ends it if true.
  /// - Throws: As `model(of:isTimeOver:)`; `NetworkError.invalidOptions` for a source that does not fit.
  func start(
    of experiment: Experiment,
    isTimeOver: () -> Bool
  ) throws -> NetworkParameters? {
    guard let start = experiment.start else { return nil }
    let source = try model(of: start.source, isTimeOver: isTimeOver)
    return try context.engine.parameters(
      of: experiment.networkSpec(shape: data.train.shape),
      startingFrom: source.spec,
      source.parameters,
      as: start.rule,
      on: data.train.quantized(bits: source.spec.input.bits)
    )
  }

  private func artifact(at path: String, hash: String) throws -> ModelArtifact {
    let artifact = try ModelArtifact(contentsOfModelOrRun: path)
    guard try artifact.model.networkHash == hash else {
      throw InvalidArtifact(
        path: path,
        reason: "its float network is another one than the configuration was resolved with"
      )
    }
    if artifact.provenance.dataHash != dataHash {
      context.progress.report(
        .warning("\(path) was trained on other samples: it may know those that select the model")
      )
    }
    return artifact
  }
}
