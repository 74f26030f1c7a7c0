import SpikingNetworks

extension Pipeline {
  /// Evaluates one worker's share of the candidates that the study in `path` has open: those whose number
  /// leaves `index` when divided by `count`.
  ///
  /// The study's own process need not run. Outcomes appear one by one in the run folder, where the study
  /// collects them; whoever is lost is made up for by anybody who does the same share again.
  ///
  /// - Parameters:
  ///   - path: The run folder.
  ///   - index: Which worker this is, in 0..<count.
  ///   - count: How many workers there are.
  ///   - follow: Whether to wait for a study that has not begun, and to go on with the candidates that it opens
  ///     later, until it ends.
  /// - Throws: `Interrupted` if the user stopped it, `RunDirectoryError.noRun` or `StudyWithoutDriver` if there is
  ///   nothing to wait for, `JournalError`, or the error of an evaluation.
  public func work(
    in path: String,
    index: Int,
    of count: Int,
    follow: Bool = false
  ) throws -> WorkReport {
    let directory = follow ? try begun(path) : try RunDirectory.existing(path: path)
    let experiment = try Experiment(contentsOfFile: directory.path(of: .experiment))
    let dataset = try load(experiment)
    let journal = JournalFollower(path: directory.path(of: .journal))
    // A finished run takes no more files, and a training for it is of no use.
    var context = context
    let isCancelled = context.isCancelled
    context.isCancelled = { isCancelled() || journal.isOver }
    let models = FloatModelStore(
      context: context,
      data: dataset.split,
      directory: directory,
      folder: context.modelFolder,
      isClosed: { journal.isOver }
    )
    let share = WorkerShare(
      index: index,
      evaluator: QuantizationEvaluator(
        experiment: experiment,
        models: models,
        goal: experiment.search.goal(samples: dataset.split.validation.count),
        isTimeOver: { false }
      ),
      outcomes: directory.outcomes(
        of: JournalHeader(of: experiment, context, dataHash: models.dataHash)
      ),
      context: context
    )
    var report = WorkReport()
    var done: Set<String> = []
    var watch = DriverWatch(directory, now: context.now)
    while true {
      try journal.update()
      if let recorded = journal.header {
        try share.outcomes.header.verify(recorded, path: journal.path)
      }
      report.isStudyOver = journal.end != nil
      if report.isStudyOver { return report }
      let open = journal.openTrials.filter { $0.number % count == index && !done.contains($0.id) }
      do { try share.evaluate(open, &report) } catch {
        if isCancelled() { throw Interrupted() }
        // The driver tidies up: what is missed in its folder now says nothing.
        try journal.update()
        guard journal.end != nil else { throw error }
        report.isStudyOver = true
        return report
      }
      done.formUnion(open.map(\.id))
      if !follow { return report }
      if isCancelled() { throw Interrupted() }
      if open.isEmpty {
        try watch.check()
        context.pause()
      } else {
        watch.restart()
      }
    }
  }

  /// Returns the folder of the run at `path` as soon as a driver has begun it.
  ///
  /// - Throws: `StudyWithoutDriver` if none does, `Interrupted`.
  private func begun(_ path: String) throws -> RunDirectory {
    let directory = RunDirectory(path: path)
    var watch = DriverWatch(directory, now: context.now)
    // The driver writes the configuration after the first line of the journal.
    while !(directory.contains(.experiment) && directory.contains(.journal)) {
      if context.isCancelled() { throw Interrupted() }
      try watch.check()
      context.pause()
    }
    return directory
  }
}

/// One worker's part of a study.
private struct WorkerShare {
  /// Which worker this is, from 0.
  var index: Int
  var evaluator: QuantizationEvaluator
  var outcomes: OutcomeFolder
  /// Says when to stop: the user wants it, or the study is over.
  var context: RunContext

  /// Writes the outcomes of `trials` that are not there, and counts them.
  func evaluate(_ trials: [Trial], _ report: inout WorkReport) throws {
    let open = try trials.filter { try !outcomes.contains($0) }
    report.present += trials.count - open.count
    guard !open.isEmpty else { return }
    do {
      try evaluator.prepare(open.map(\.candidate), forWorker: index)
    } catch is CancellationError {
      throw Interrupted()
    }
    let workers = context.studyWorkers
    let results = ShareResults(count: open.count)
    workers.parallel(min(workers.jobs, open.count)) { _ in
      while !context.isCancelled(), let next = results.take() {
        results.finish(next, Result { try evaluate(open[next]) })
      }
    }
    report.evaluated += results.doneCount
    if let error = results.firstError { throw error }
    if context.isCancelled() { throw Interrupted() }
  }

  /// Writes the outcome of `trial`; returns false if another process was faster, or the study is over.
  private func evaluate(_ trial: Trial) throws -> Bool {
    guard try !outcomes.contains(trial) else { return false }
    let outcome = try evaluator.evaluate(trial.candidate)
    guard !context.isCancelled() else { throw Interrupted() }
    try outcomes.write(outcome, of: trial)
    return true
  }
}
