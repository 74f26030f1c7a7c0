import SpikingNetworks

extension Pipeline {
  /// Trains the network of `sweep` at every point, with every seed and fold, and writes what the points cost and
  /// achieve.
  ///
  /// - Parameters:
  ///   - sweep: What is asked.
  ///   - path: The run folder.
  ///   - resume: Whether a sweep that is there is continued; its tables and drawings are made again in any case.
  /// - Throws: `Interrupted` if the user stopped it (it can be resumed), `RunDirectoryError`, `JournalError`, or the
  ///   error of a stage.
  public func sweep(_ sweep: Sweep, in path: String, resume: Bool) throws -> SweepSummary {
    let runner = SweepRunner(context: context, sweep: sweep)
    // Missing data leave no folder behind.
    let first = try runner.load(sweep.trainings[0])
    let directory = try RunDirectory.prepare(path: path, resume: resume)
    guard !directory.contains(.journal) else {
      throw RunDirectoryError.otherKind(path: path, found: "search", expected: "sweep")
    }
    let journal = try SweepJournal(
      path: directory.path(of: .points),
      header: JournalHeader(of: sweep, context, dataHash: first.split.hash),
      clock: context.now
    )
    try directory.write(sweep.yaml, to: .sweep)
    var results = Dictionary(
      uniqueKeysWithValues: journal.recovered.results.map { ($0.key, $0) }
    )
    let missing = runner.missing(in: results)
    if !missing.isEmpty {
      context.progress.report(.message("\(sweep.experiment.name): \(first.summary)"))
      for result in try runner.run(missing, journal, first) { results[result.key] = result }
      context.progress.report(.finished)
    }
    let summary = SweepSummary(
      of: sweep,
      results,
      // The name of the samples names their test part, of which folds are many.
      dataset: sweep.plan.folds.map { folds in
        "\(sweep.experiment.dataset.kind.rawValue) (test: each of \(folds) folds, not the official part)"
      } ?? first.name,
      journal.recovered.header ?? JournalHeader(of: sweep, context, dataHash: "")
    )
    try directory.write(SweepTable(of: sweep, results).table.csv(), to: .pointsTable)
    for (cost, file) in [(SweepCost.synops, RunDirectory.File.curve), (.spikes, .spikes)] {
      if let plot = SweepPlot(summary, of: cost) { try directory.write(plot.svg, to: file) }
    }
    try directory.write(SweepReport(summary).markdown, to: .sweepReport)
    try directory.write(summary.json(), to: .summary)
    return summary
  }

  /// Loads samples of `sweep`, to say at once what is missing.
  ///
  /// - Throws: What `DatasetLoader.load` throws.
  public func checkData(of sweep: Sweep) throws {
    _ = try SweepRunner(context: context, sweep: sweep).load(sweep.trainings[0])
  }
}

extension JournalHeader {
  /// The header of the record of `sweep`; its first training names seed and samples.
  fileprivate init(of sweep: Sweep, _ context: RunContext, dataHash: String) {
    self.init(
      configHash: sweep.configHash,
      version: context.version,
      seed: sweep.plan.seeds[0],
      instructionSet: context.engine.kernels.instructionSet.rawValue,
      dataHash: dataHash
    )
  }
}
