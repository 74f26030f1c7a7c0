import Quantization
import SpikingNetworks

extension Pipeline {
  /// Makes the winner again without its regularizers: what they save, and what they cost.
  ///
  /// Network, steps, epochs, augmentation, seed and precisions are the winner's. Selection sees nothing of it.
  ///
  /// - Parameters:
  ///   - winner: The winner.
  ///   - experiment: Says whether a twin is wanted.
  ///   - models: The float models of the study.
  /// - Returns: Nil if the winner was trained without regularizers, or no twin is wanted; else the twin, or why
  ///   there is none.
  /// - Throws: `InvalidCheckpoint` or another error of a file, or `Interrupted`: what a later attempt can mend.
  func twin(
    of winner: WinningModel,
    _ experiment: Experiment,
    _ models: FloatModelStore
  ) throws -> RunSummary.Twin? {
    let chosen = winner.artifact.experiment
    guard experiment.search.twin, chosen.isRegularized else { return nil }
    context.progress.report(
      .phaseStarted(ProgressPhase(name: "training the winner without regularizers"))
    )
    let plain = try Experiment(
      yaml: chosen.yaml,
      file: "stored configuration",
      overrides: ["train.regularizers=[]", "search.space={}"]
    )
    do {
      let model = try make(plain, with: models)
      let footprint = MemoryFootprint(of: model.network)
      return RunSummary.Twin(
        outcome: .measured(
          RunSummary.Twin.Figures(
            validationAccuracy: model.validation.accuracy,
            testAccuracy: model.test.accuracy,
            flashBytes: footprint.flashBytes,
            ramBytes: footprint.ramBytes,
            synopsPerInference: model.validation.synops,
            spikesPerInference: model.validation.spikes
          )
        )
      )
    } catch {
      guard let failure = CandidateFailure(error) else { throw error }
      context.progress.report(.warning("without regularizers: \(failure.reason)"))
      return RunSummary.Twin(outcome: .failed(reason: failure.reason))
    }
  }
}

extension Experiment {
  /// Whether its training has a penalty besides the task loss.
  var isRegularized: Bool {
    // A network that is only converted sees no penalty.
    let isTrained = train.epochs > 0 || quantize.procedure.method == .aware
    return isTrained && train.regularizers.contains { $0.strength > 0 }
  }

  /// Whether a winner of its search may have one, so that a twin is trained.
  var mayTrainTwin: Bool {
    guard search.twin else { return false }
    return isRegularized
      || search.space.dimensions.contains { $0.key.hasPrefix("train.regularizers.") }
  }
}
