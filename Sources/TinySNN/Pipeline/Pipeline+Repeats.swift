import Quantization
import SpikingNetworks

extension Pipeline {
  /// Makes the winner again with other seeds: other divisions of the data, initial weights, orders and
  /// draws.
  ///
  /// What the search chose by one seed's validation samples shows here what it is worth on others. Selection
  /// sees nothing of it.
  ///
  /// - Parameters:
  ///   - winner: The winner with its own seed, which is the first of the repeats.
  ///   - experiment: Says how many there are.
  ///   - directory: The run folder, which keeps float models while the run is not finished.
  /// - Returns: One repeat for each seed, also for those that give no model, with the reason.
  /// - Throws: `InvalidCheckpoint` or another error of a file, or `Interrupted`: what a later attempt can mend.
  func repeats(
    of winner: WinningModel,
    _ experiment: Experiment,
    in directory: RunDirectory
  ) throws -> [RunSummary.Repeat] {
    guard experiment.search.repeats > 1 else { return [] }
    context.progress.report(
      .phaseStarted(
        ProgressPhase(name: "repeating the winner", total: experiment.search.repeats)
      )
    )
    var results = [
      RunSummary.Repeat(
        seed: experiment.seed,
        outcome: .measured(
          RunSummary.Repeat.Figures(
            validationAccuracy: winner.validationResult.accuracy,
            testAccuracy: winner.testResult.accuracy,
            flashBytes: winner.flashBytes
          )
        )
      )
    ]
    for offset in 1..<experiment.search.repeats {
      let seed = experiment.seed &+ UInt64(offset)
      let chosen = try Experiment(
        yaml: winner.artifact.experiment.yaml,
        file: "stored configuration",
        overrides: ["seed=\(seed & (1 << 63 - 1))", "search.space={}"]
      )
      let outcome = try outcome(of: chosen, in: directory)
      if case .failed(let reason) = outcome {
        context.progress.report(.warning("seed \(chosen.seed): \(reason)"))
      }
      results.append(RunSummary.Repeat(seed: chosen.seed, outcome: outcome))
      context.progress.report(.advanced(to: offset + 1))
    }
    return results
  }

  /// Returns what comes of one seed.
  private func outcome(
    of experiment: Experiment,
    in directory: RunDirectory
  ) throws -> RunSummary.Repeat.Outcome {
    do {
      return .measured(try repeated(experiment, in: directory))
    } catch {
      guard let failure = CandidateFailure(error) else { throw error }
      return .failed(reason: failure.reason)
    }
  }

  private func repeated(
    _ experiment: Experiment,
    in directory: RunDirectory
  ) throws -> RunSummary.Repeat.Figures {
    let split = try DatasetLoader.load(
      experiment.dataset,
      seed: experiment.seed,
      locator: context.locator
    ).split
    let models = FloatModelStore(
      context: context,
      data: split,
      directory: directory,
      folder: context.modelFolder
    )
    let model = try make(experiment, with: models)
    return RunSummary.Repeat.Figures(
      validationAccuracy: model.validation.accuracy,
      testAccuracy: model.test.accuracy,
      flashBytes: MemoryFootprint(of: model.network).flashBytes
    )
  }
}
