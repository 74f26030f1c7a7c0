import SpikingNetworks

/// Trains and measures the points of a sweep on one division of the samples.
final class SweepTrainer {
  private let context: RunContext
  private let models: FloatModelStore
  /// The seconds that each network took without those that it comes from, by its training.
  private var ownSeconds: [String: Double] = [:]

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
      var cost = Cost()
      let entry = try train(experiment, &cost)
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
          seconds: cost.seconds
        )
      )
    } catch is CancellationError {
      throw Interrupted()
    } catch {
      guard let failure = CandidateFailure(error) else { throw error }
      return .failed(reason: failure.reason)
    }
  }

  /// Trains a network, and adds to `cost` how long it and the networks took that it starts from or learns from.
  ///
  /// Points share such networks, which may be points themselves; each is charged with all of their seconds, as if it
  /// had been alone.
  private func train(
    _ experiment: Experiment,
    _ cost: inout Cost
  ) throws -> FloatModelStore.Entry {
    for source in experiment.trainedSources { _ = try train(source, &cost) }
    let before = models.trainingSeconds
    let entry = try models.train(experiment)
    let identity = experiment.trainingIdentity
    let seconds = ownSeconds[identity] ?? models.trainingSeconds - before
    ownSeconds[identity] = seconds
    cost.add(identity, seconds)
    return entry
  }

  /// What a point costs: each network that it needs once.
  private struct Cost {
    private(set) var seconds = 0.0
    private var counted: Set<String> = []

    mutating func add(_ identity: String, _ seconds: Double) {
      if counted.insert(identity).inserted { self.seconds += seconds }
    }
  }
}
