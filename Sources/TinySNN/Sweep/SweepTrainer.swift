import SpikingNetworks

/// Trains and measures the points of a sweep on one division of the samples.
final class SweepTrainer {
  private let context: RunContext
  private let models: FloatModelStore
  /// The seconds that each network took, by its training.
  private var knownSeconds: [String: Double] = [:]

  /// Takes the samples.
  init(context: RunContext, data: DatasetSplit) {
    self.context = context
    // A model that was stored has no seconds.
    models = FloatModelStore(context: context, data: data, directory: nil)
  }

  /// Trains the network of `experiment` and measures it on validation and test samples.
  ///
  /// - Throws: `Interrupted`, or an error that is none of the recipe.
  func outcome(of experiment: Experiment) throws -> SweepResult.Outcome {
    do {
      let (entry, seconds) = try train(experiment)
      let (spec, parameters) = (entry.artifact.model.spec, entry.artifact.model.parameters)
      let test = try context.engine.evaluate(
        spec,
        parameters,
        on: models.data.test.quantized(bits: spec.input.bits),
        seed: experiment.seed
      )
      return .measured(
        SweepResult.Figures(
          validation: SweepMeasurement(entry.validation, of: spec),
          test: SweepMeasurement(test, of: spec),
          seconds: seconds
        )
      )
    } catch is CancellationError {
      throw Interrupted()
    } catch {
      guard let failure = CandidateFailure(error) else { throw error }
      return .failed(reason: failure.reason)
    }
  }

  /// Trains a network, and says how long it and the networks took that it starts from or learns from.
  ///
  /// Points share such networks, which may be points themselves; each is charged with all of their seconds, as if it
  /// had been alone.
  private func train(
    _ experiment: Experiment
  ) throws -> (entry: FloatModelStore.Entry, seconds: Double) {
    let others = try experiment.trainedSources.reduce(0) { try $0 + train($1).seconds }
    let before = models.trainingSeconds
    let entry = try models.train(experiment)
    let identity = experiment.trainingIdentity
    let seconds = knownSeconds[identity] ?? others + models.trainingSeconds - before
    knownSeconds[identity] = seconds
    return (entry, seconds)
  }
}
