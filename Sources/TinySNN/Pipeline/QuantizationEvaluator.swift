import FixedPoint
import Foundation
import Quantization
import SpikingNetworks

/// Evaluates candidates: a float model per training recipe, then integers on validation samples.
struct QuantizationEvaluator: CandidateEvaluator {
  let experiment: Experiment
  let models: FloatModelStore
  /// What is looked for: candidates that will not reach it are given up early.
  let goal: StudyGoal
  /// The tests that give candidates up, by the threshold; samples and error are always the same.
  private let tests = Memo<Double, FutilityTest>(capacity: 2048)
  private let resolved: ResolvedCandidates
  private let texts = CanonicalTexts()
  /// What a reward's memory and energy are parts of.
  private let base: BaseCosts

  init(
    experiment: Experiment,
    models: FloatModelStore,
    goal: StudyGoal,
    isTimeOver: @escaping @Sendable () -> Bool
  ) {
    self.experiment = experiment
    self.models = models
    self.goal = goal
    self.isTimeOver = isTimeOver
    resolved = ResolvedCandidates(experiment)
    base = BaseCosts(experiment.networkSpec(shape: models.data.train.shape))
  }

  /// Whether the time of the study is over; asked while float models are trained.
  let isTimeOver: @Sendable () -> Bool

  func canonicalKey(of candidate: Candidate) throws -> String {
    let experiment = try resolved(candidate)
    let precisions = experiment.quantizationSpec().canonical(for: experiment)
    return resolved.training(of: candidate, experiment).identity + (try texts.text(of: precisions))
      + (try texts.text(of: experiment.quantize.procedure.canonical))
  }

  func prepare(_ batch: [Candidate]) throws {
    for candidate in batch {
      if let experiment = try? resolved(candidate) {
        try prepare(experiment, named: resolved.training(of: candidate, experiment).name)
      }
    }
  }

  /// Does what `prepare(_:)` does, in an order of its own for each of the workers that begin at the same time.
  ///
  /// While one trains the first model another trains the second, and finds the first when it comes to it.
  ///
  /// - Parameters:
  ///   - batch: The candidates.
  ///   - index: The number of the worker, from 0.
  func prepare(_ batch: [Candidate], forWorker index: Int) throws {
    // By their names: shares differ, and so would an order by candidates.
    var recipes: [String: Experiment] = [:]
    for candidate in batch {
      guard let experiment = try? resolved(candidate) else { continue }
      recipes[resolved.training(of: candidate, experiment).name] = experiment
    }
    let sorted = recipes.sorted { $0.key < $1.key }
    for offset in sorted.indices {
      let (name, experiment) = sorted[(index + offset) % sorted.count]
      try prepare(experiment, named: name)
    }
  }

  private func prepare(_ experiment: Experiment, named name: String) throws {
    do {
      _ = try models.train(experiment, named: name, isTimeOver: isTimeOver)
    } catch is NetworkError {
      // Each of its candidates fails with this reason when it is evaluated.
    }
  }

  func isDear(_ candidate: Candidate) -> Bool {
    // Training through integers takes minutes, conversion milliseconds.
    (try? resolved(candidate))?.quantize.procedure.method == .aware
  }

  func evaluate(_ candidate: Candidate) throws -> EvaluationOutcome {
    do {
      // Candidates share the cores: each is worked on by one thread.
      let engine = TrainingEngine(kernels: models.kernels, workers: WorkerPool(workers: 1))
      let model = try model(of: candidate, engine: engine)
      let network = model.integers.network
      let classifier = IntegerClassifier(network, kernels: engine.kernels, workers: engine.workers)
      let samples = model.entry.samples
      guard let test = test(for: model.entry) else {
        return outcome(of: network, classifier.evaluate(samples), model.entry)
      }
      let result = classifier.evaluate(samples) { test.givesUp(correct: $0, of: $1) }
      // Which layers are silent is known of candidates that saw all samples only.
      return result.predictions.count < samples.samples.count
        ? .pruned(Evaluation(of: network, result, model.entry, base))
        : outcome(of: network, result, model.entry)
    } catch {
      // A study refuses candidates before; a worker reads one in the journal while that is not recorded.
      guard let failure = CandidateFailure(error) else { throw error }
      return .failed(reason: failure.reason)
    }
  }

  private func outcome(
    of network: QuantizedNetwork,
    _ result: IntegerEvaluation,
    _ entry: FloatModelStore.Entry
  ) -> EvaluationOutcome {
    network.uselessness(result).map { .failed(reason: $0) }
      ?? .complete(Evaluation(of: network, result, entry, base))
  }

  /// Decides when an integer form of a float model will not reach the target; nil without a target, or where
  /// all samples are wanted.
  ///
  /// A target relative to the best float model is at least as high as one relative to this one: what another
  /// candidate's float model achieves decides nothing, so that an interrupted study prunes like any other.
  private func test(for entry: FloatModelStore.Entry) -> FutilityTest? {
    guard let error = experiment.search.earlyStop,
      let threshold = goal.threshold(baseline: entry.validation.accuracy)
    else { return nil }
    return tests(threshold) {
      FutilityTest(
        sampleCount: entry.samples.samples.count,
        reaching: threshold,
        error: error,
        stride: EncodedSamples.chunkSize
      )
    }
  }

  /// Returns about what a candidate will cost, before anything is trained; nil for what is no model.
  func forecast(_ candidate: Candidate) -> Double? {
    guard let resolved = try? resolved(candidate) else { return nil }
    let spec = resolved.networkSpec(shape: models.data.train.shape)
    let pruning = resolved.train.pruning
    let sparsity = spec.layers.map { layer in
      guard let pruning, pruning.kind == .magnitude,
        pruning.layers?.contains(layer.name) ?? true
      else { return 0.0 }
      return pruning.sparsity
    }
    let forecast = FootprintForecast(of: spec, resolved.quantizationSpec(), sparsity: sparsity)
    switch experiment.search.minimize {
    // Work grows with the model; how it spikes nobody knows yet.
    case .flashBytes, .synops, .spikes, .energy: return Double(forecast.flashBytes)
    case .ramBytes: return Double(forecast.ramBytes)
    case .reward(let memory, let energy):
      return (memory + energy) * Double(forecast.flashBytes + forecast.ramBytes) / base.bytes
    }
  }

  /// A candidate's experiment, float model and integers.
  struct CandidateModel: Sendable {
    var experiment: Experiment
    var entry: FloatModelStore.Entry
    var integers: IntegerStage.Outcome
  }

  /// Returns the model of a candidate.
  ///
  /// - Parameters:
  ///   - candidate: The candidate.
  ///   - engine: Runs what the candidate trains beyond the float model.
  ///   - progress: Called with the experiment and the figures of each epoch of such a training.
  /// - Throws: `QuantizationFailure`, `CandidateRefused`, `Interrupted`, or an error of the training.
  func model(
    of candidate: Candidate,
    engine: TrainingEngine,
    progress: (Experiment, EpochRecord) -> Void = { _, _ in }
  ) throws -> CandidateModel {
    let experiment = try resolved(candidate)
    let name = resolved.training(of: candidate, experiment).name
    let entry = try models.train(experiment, named: name)
    let stage = IntegerStage(engine: engine, data: models.data)
    let integers = try stage(
      entry.artifact.model,
      experiment,
      calibrations: entry.calibrations
    ) { record in
      progress(experiment, record)
      // The time of the study ends it between candidates: what was begun is finished, as an evaluation is.
      if models.isCancelled() { throw Interrupted() }
    }
    return CandidateModel(experiment: experiment, entry: entry, integers: integers)
  }

  /// Returns the figures of `model` on all validation samples.
  func figures(of model: CandidateModel, engine: TrainingEngine) -> Evaluation {
    let network = model.integers.network
    let classifier = IntegerClassifier(network, kernels: engine.kernels, workers: engine.workers)
    return Evaluation(of: network, classifier.evaluate(model.entry.samples), model.entry, base)
  }
}

extension Evaluation {
  /// The figures of an integer network on validation samples.
  init(
    of network: QuantizedNetwork,
    _ result: IntegerEvaluation,
    _ entry: FloatModelStore.Entry,
    _ base: BaseCosts
  ) {
    let footprint = MemoryFootprint(of: network)
    self.init(
      validationAccuracy: result.accuracy,
      flashBytes: footprint.flashBytes,
      ramBytes: footprint.ramBytes,
      synopsPerInference: result.synops,
      spikesPerInference: result.spikes,
      silentNeurons: result.silentNeurons.reduce(0, +),
      samples: result.predictions.count,
      floatAccuracy: entry.validation.accuracy,
      memoryFraction: Double(footprint.flashBytes + footprint.ramBytes) / base.bytes,
      energyFraction: result.synops / base.synops,
      energy: result.energy(of: network)
    )
  }
}

extension QuantizedNetwork {
  /// Why the network is of no use, as all validation samples show: a layer that is silent, or whose neurons fire
  /// in every step.
  func uselessness(_ result: IntegerEvaluation) -> String? {
    for (layer, spikes) in zip(layers, result.layerSpikes) where layer.firing != nil {
      if spikes == 0 { return "\(layer.name): no neuron fires on any validation sample" }
      if spikes == Double(layer.outputCount * input.timesteps) {
        return "\(layer.name): every neuron fires in every step on all validation samples"
      }
    }
    return nil
  }
}
