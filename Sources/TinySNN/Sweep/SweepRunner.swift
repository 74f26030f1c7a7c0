import SpikingNetworks

/// Trains what a sweep still lacks, one network after the other, each with all threads as a search trains its own.
///
/// A training that was stopped begins anew: its seconds are a figure, and a part of them would be none.
struct SweepRunner {
  /// What the run takes from its surroundings.
  let context: RunContext
  /// What is trained.
  let sweep: Sweep

  /// The trainings that `results` lack, in the order in which they run.
  func missing(in results: [SweepTraining.Key: SweepResult]) -> [SweepTraining] {
    sweep.trainings.filter { results[sweep.key(of: $0)] == nil }
  }

  /// Loads the samples of `training`.
  func load(_ training: SweepTraining) throws -> LoadedDataset {
    let experiment = try sweep.experiment(of: training)
    return try DatasetLoader.load(
      experiment.dataset,
      seed: experiment.seed,
      locator: context.locator
    )
  }

  /// Runs `trainings` and records each in `journal` when it has ended.
  ///
  /// - Parameters:
  ///   - trainings: What is missing.
  ///   - journal: The record.
  ///   - first: The samples of the first training of the sweep.
  /// - Returns: What came of them.
  /// - Throws: `Interrupted`, or the error of a file; what was recorded stays.
  func run(
    _ trainings: [SweepTraining],
    _ journal: SweepJournal,
    _ first: LoadedDataset
  ) throws -> [SweepResult] {
    let phase = ProgressPhase(name: "sweeping", total: trainings.count)
    context.progress.report(.phaseStarted(phase))
    // Points share their samples, which a trainer holds; the next division takes its place.
    var known = (
      samples: try Samples(sweep.experiment(of: sweep.trainings[0])),
      trainer: SweepTrainer(context: context, data: first.split)
    )
    return try trainings.enumerated().map { index, training in
      if context.isCancelled() { throw Interrupted() }
      let experiment = try sweep.experiment(of: training)
      let samples = Samples(experiment)
      if known.samples != samples {
        known = (samples, SweepTrainer(context: context, data: try load(training).split))
      }
      let key = sweep.key(of: training)
      let result = SweepResult(key: key, outcome: try known.trainer.outcome(of: experiment))
      if case .failed(let reason) = result.outcome {
        context.progress.report(.warning("\(key): \(reason)"))
      }
      try journal.append(result)
      context.progress.report(.advanced(to: index + 1))
      return result
    }
  }

  /// What decides which samples a training sees.
  private struct Samples: Equatable {
    var dataset: DatasetConfig
    var seed: UInt64

    init(_ experiment: Experiment) {
      (dataset, seed) = (experiment.dataset, experiment.seed)
    }
  }
}

extension SweepTraining.Key: CustomStringConvertible {
  /// The training in words, for example `spikes at 0.3, seed 1, fold 0`.
  var description: String {
    curve + (value.map { " at \($0)" } ?? "") + ", seed \(seed)"
      + (fold.map { ", fold \($0)" } ?? "")
  }
}
