import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks

/// The main flow: from an experiment to a verified C header, each arrow a function from value to value.
///
/// 1. load:    `Experiment -> LoadedDataset{train, validation, test}`
/// 2. explore: `Experiment, LoadedDataset -> Exploration` (float models, study, selection), journaled
/// 3. package: `Exploration -> WinningModel` (test accuracy is measured here, once)
/// 4. export:  `ModelArtifact -> CSourceBundle`, in memory
/// 5. verify:  `CSourceBundle -> VerificationReport`, of the files that were written
/// 6. report:  all of it `-> RunSummary` and the files of the run folder
///
/// `train`, `quantize`, `export`, `verify` and `report` on the command line run a piece of this line.
public struct Pipeline: Sendable {
  /// What the run takes from its surroundings.
  public let context: RunContext

  /// Creates a flow.
  public init(context: RunContext) {
    self.context = context
  }

  /// Searches for the best model of `experiment`, exports and verifies it.
  ///
  /// - Parameters:
  ///   - experiment: What to search.
  ///   - path: The run folder.
  ///   - resume: Whether a run that is there is continued, or returned if it is finished.
  ///   - finish: Whether the study ends with the trials that it has, so that the best of them is exported.
  ///   - waitingForWorkers: Whether all candidates are left to processes that call `work(in:index:of:follow:)`.
  /// - Throws: `Interrupted` if the user stopped it (the study can be resumed); `MissingInput` if there is no
  ///   study, or no trial, to `finish` with; or the error of a stage.
  public func search(
    _ experiment: Experiment,
    in path: String,
    resume: Bool,
    finish: Bool = false,
    waitingForWorkers: Bool = false
  ) throws -> SearchOutcome {
    try experiment.requireIntegers()
    guard !RunDirectory(path: path).contains(.points) else {
      throw RunDirectoryError.otherKind(path: path, found: "sweep", expected: "search")
    }
    if resume, let outcome = try finished(experiment, RunDirectory(path: path)) { return outcome }
    if finish, !RunDirectory(path: path).contains(.journal) {
      throw MissingInput("\(path) holds no study to end; --resume without --finish begins one")
    }
    // A compiler that was asked for and is not there is said now, not after the training.
    _ = try HostCompiler.find(in: context.environment)
    let start = context.now()
    // Missing data leave no folder behind.
    let dataset = try load(experiment)
    let directory = try RunDirectory.prepare(path: path, resume: resume)
    let exploration = try explore(
      experiment,
      dataset,
      in: directory,
      finish: finish,
      waitingForWorkers: waitingForWorkers
    )
    defer { exploration.heartbeat.stop() }
    var summary = try summary(of: exploration, experiment, dataset)
    var winner: WinningModel?
    var verification: (report: VerificationReport, failure: VerificationFailure?)?
    if let trial = exploration.selection.winner, let chosen = exploration.chosen {
      let model = try package(trial, chosen, of: exploration, dataset)
      var verifier = HostVerifier(try model.artifact.exporter(), environment: context.environment)
      verifier.isCancelled = context.isCancelled
      try write(model.artifact, verifier.bundle, to: directory)
      let verifying = context.now()
      context.progress.report(.phaseStarted(ProgressPhase(name: "verifying the export")))
      verification = try verify(verifier, directory, model)
      summary.seconds.verify = context.now() - verifying
      let repeats = try repeats(of: model, experiment, in: directory)
      if !repeats.isEmpty { summary.repeats = repeats }
      summary.twin = try twin(of: model, experiment, exploration.evaluator.models)
      winner = model
    }
    summary.seconds.total = context.now() - start
    summary.complete(winner, verification?.report)
    let outcome = SearchOutcome(
      summary: summary,
      trials: exploration.trials,
      front: exploration.front,
      constraints: experiment.search.constraints,
      verification: verification?.report,
      unusableCompiler: verification?.failure,
      end: exploration.end,
      path: path
    )
    try write(outcome, experiment, exploration.rule, winner, to: directory)
    context.progress.report(.finished)
    return outcome
  }

  /// Loads the data set of `experiment` and divides it.
  public func load(_ experiment: Experiment) throws -> LoadedDataset {
    let dataset = try DatasetLoader.load(
      experiment.dataset,
      seed: experiment.seed,
      locator: context.locator
    )
    context.progress.report(.message(dataset.summary))
    return dataset
  }

  /// Verifies the files that were written; a compiler that cannot be used is no reason to lose them.
  private func verify(
    _ verifier: HostVerifier,
    _ directory: RunDirectory,
    _ model: WinningModel
  ) throws -> (report: VerificationReport, failure: VerificationFailure?) {
    let files = try ExportFiles(verifier.bundle, readFrom: directory.exportPath)
    let (samples, predictions) = (model.testSamples, model.testResult.predictions)
    do {
      return (try verifier.verify(files, on: samples, predictions: predictions), nil)
    } catch let failure as VerificationFailure {
      let report = try verifier.verifyInProcess(
        files,
        on: samples,
        predictions: predictions,
        note: "the exported files were not compiled: \(failure)"
      )
      return (report, failure)
    }
  }

  /// The outcome of a run that ended before; nil if it goes on from its journal, also because its
  /// summary is damaged.
  private func finished(
    _ experiment: Experiment,
    _ directory: RunDirectory
  ) throws -> SearchOutcome? {
    guard directory.isFinished else { return nil }
    let contents = try directory.readJournal()
    let summary: RunSummary
    do { summary = try directory.readSummary() } catch RunDirectoryError.damaged(
      let path,
      let reason
    ) {
      context.progress.report(.warning("\(path) is damaged and written again: \(reason)"))
      return nil
    }
    guard summary.configHash == experiment.configHash else {
      throw JournalError.otherStudy(
        path: directory.path,
        key: "configuration",
        recorded: summary.configHash,
        expected: experiment.configHash
      )
    }
    directory.removeLeftovers()
    return SearchOutcome(
      summary: summary,
      trials: contents.trials,
      front: ParetoFront(of: contents.trials, minimizing: experiment.search.minimize),
      constraints: experiment.search.constraints,
      verification: nil,
      unusableCompiler: nil,
      end: contents.end,
      path: directory.path
    )
  }
}
