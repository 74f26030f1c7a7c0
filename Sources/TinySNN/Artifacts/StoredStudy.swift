/// A run folder as it lies on the disk, finished or not.
public struct StoredStudy: Sendable {
  /// The folder.
  public let directory: RunDirectory
  /// The resolved configuration.
  public let experiment: Experiment
  /// The trials of the journal.
  public let trials: [Trial]
  /// The outcome, nil while the run is not finished.
  public let summary: RunSummary?

  /// Reads the run at `path`.
  ///
  /// - Throws: `RunDirectoryError`, `JournalError`, or the error of a damaged file.
  public init(contentsOf path: String) throws {
    directory = try RunDirectory.existing(path: path)
    experiment = try Experiment(contentsOfFile: directory.path(of: .experiment))
    trials = try directory.readJournal().trials
    summary = directory.isFinished ? try directory.readSummary() : nil
  }

  /// How the study prefers trials; while a target relative to a baseline is open, without target.
  public var rule: SelectionRule {
    let plan = experiment.search
    let threshold: Double? =
      summary?.targetAccuracy
      ?? {
        if case .accuracy(let accuracy) = plan.target { return accuracy }
        return nil
      }()
    return SelectionRule(
      objective: plan.minimize,
      threshold: threshold,
      constraints: plan.constraints
    )
  }

  /// The winner, or the nearest miss.
  public var best: Trial? {
    switch rule.select(from: trials) {
    case .feasible(let trial): trial
    case .infeasible(let closest): closest
    }
  }

  /// The trials that no other beats in both size and accuracy.
  public var front: ParetoFront { ParetoFront(of: trials, minimizing: experiment.search.minimize) }

  /// Writes `report.html` again and returns the summary in words.
  ///
  /// - Throws: `MissingInput` for a run that is not finished.
  public func writeReport() throws -> SummaryText {
    guard let summary else {
      throw MissingInput("\(directory.path) is not finished; `tinysnn search --resume` goes on")
    }
    let model =
      directory.contains(.model)
      ? try ModelArtifact(contentsOfFile: directory.path(of: .model)) : nil
    let notes = summary.failureNote(trials).map { [$0] } ?? []
    let report = HTMLReport(
      title: experiment.name,
      summary: summary,
      trials: trials,
      rule: rule,
      layers: model?.layerFigures ?? [],
      reproduceCommand: directory.reproduceCommand,
      notes: notes
    )
    try directory.write(report.html, to: .report)
    return SummaryText(
      summary: summary,
      runPath: directory.path,
      constraints: experiment.search.constraints,
      notes: notes
    )
  }
}

extension RunDirectory {
  /// What to type to get the run again.
  var reproduceCommand: String {
    "tinysnn search \(path(of: .experiment)) --output NEW_FOLDER"
  }
}
