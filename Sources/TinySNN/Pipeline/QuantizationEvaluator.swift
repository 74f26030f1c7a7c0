import FixedPoint
import Foundation
import Quantization
import SpikingNetworks

/// Evaluates candidates: a float model per training recipe, then integers on validation samples.
struct QuantizationEvaluator: CandidateEvaluator {
  let experiment: Experiment
  let models: FloatModelStore

  /// Whether the time of the study is over; asked while float models are trained.
  let isTimeOver: @Sendable () -> Bool

  func canonicalKey(of candidate: Candidate) throws -> String {
    let resolved = try resolve(candidate)
    let work = CanonicalQuantization(
      precisions: resolved.quantizationSpec().canonical(for: resolved),
      procedure: resolved.quantize.procedure.canonical
    )
    return resolved.trainingIdentity + (try PrettyJSON.text(work))
  }

  func prepare(_ batch: [Candidate]) throws {
    for candidate in batch {
      guard let resolved = try? resolve(candidate) else { continue }
      do {
        _ = try models.train(resolved, isTimeOver: isTimeOver)
      } catch is NetworkError {
        // Each of its candidates fails with this reason when it is evaluated.
      }
    }
  }

  func evaluate(_ candidate: Candidate) throws -> EvaluationOutcome {
    do {
      // Candidates share the cores: each is worked on by one thread.
      let engine = TrainingEngine(kernels: models.kernels, workers: WorkerPool(workers: 1))
      let model = try model(of: candidate, engine: engine)
      let network = model.integers.network
      let classifier = IntegerClassifier(network, kernels: engine.kernels, workers: engine.workers)
      let result = classifier.evaluate(model.entry.samples)
      if let reason = network.uselessness(result) { return .failed(reason: reason) }
      return .complete(Evaluation(of: network, result))
    } catch let failure as QuantizationFailure {
      return .failed(reason: failure.description)
    } catch let failure as NetworkError {
      return .failed(reason: failure.description)
    }
  }

  /// Returns a candidate's float model: from memory, from the run folder, or trained now.
  func floatModel(of candidate: Candidate) throws -> FloatModelStore.Entry {
    try models.train(resolve(candidate))
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
    let resolved = try resolve(candidate)
    let entry = try models.train(resolved)
    let stage = IntegerStage(engine: engine, data: models.data)
    let integers = try stage(
      entry.artifact.model,
      resolved,
      calibrations: entry.calibrations
    ) { record in
      progress(resolved, record)
      // The time of the study ends it between candidates: what was begun is finished, as an evaluation is.
      if models.isCancelled() { throw Interrupted() }
    }
    return CandidateModel(experiment: resolved, entry: entry, integers: integers)
  }

  private func resolve(_ candidate: Candidate) throws -> Experiment {
    do {
      return try experiment.applying(candidate)
    } catch {
      throw CandidateRefused(reason: "\(error)")
    }
  }
}

extension Evaluation {
  /// The figures of an integer network on validation samples.
  init(of network: QuantizedNetwork, _ result: IntegerEvaluation) {
    let footprint = MemoryFootprint(of: network)
    self.init(
      validationAccuracy: result.accuracy,
      flashBytes: footprint.flashBytes,
      ramBytes: footprint.ramBytes,
      synopsPerInference: result.synops,
      spikesPerInference: result.spikes
    )
  }
}

extension QuantizedNetwork {
  /// Why the network is of no use, as `result` shows: a layer that is silent, or whose neurons fire in every step.
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

/// What tells the integers of one float model apart.
private struct CanonicalQuantization: Encodable {
  var precisions: QuantizationSpec
  var procedure: QuantizationProcedure
}
