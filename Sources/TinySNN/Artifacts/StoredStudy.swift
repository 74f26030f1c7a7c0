/// A run folder as it lies on the disk, finished or not.
public struct StoredStudy: Sendable {
  /// The folder.
  public let directory: RunDirectory
  /// The resolved configuration.
  public let experiment: Experiment
  /// The trials of the journal.
  public let trials: [Trial]
  /// Why the study ended, nil while it has not.
  public let end: StudyEnd?
  /// The outcome, nil while the run is not finished.
  public let summary: RunSummary?

  /// Reads the run at `path`.
  ///
  /// - Throws: `RunDirectoryError`, `JournalError`, or the error of a damaged file.
  public init(contentsOf path: String) throws {
    directory = try RunDirectory.existing(path: path)
    experiment = try Experiment(contentsOfFile: directory.path(of: .experiment))
    let journal = try directory.readJournal()
    (trials, end) = (journal.trials, journal.end)
    summary = directory.isFinished ? try directory.readSummary() : nil
  }

  /// How the study prefers trials; with a target relative to a baseline, to the best float model so far.
  public var rule: SelectionRule {
    let plan = experiment.search
    // A summary of an older version has one figure for what was asked for and what was needed.
    guard let threshold = summary?.neededAccuracy ?? summary?.targetAccuracy else {
      return plan.goal(samples: validationSamples).rule(of: trials)
    }
    return SelectionRule(
      objective: plan.minimize,
      threshold: threshold,
      constraints: plan.constraints
    )
  }

  /// The number of validation samples, as trials that were evaluated in full have it; 1 without any.
  private var validationSamples: Int {
    trials.reduce(1) { max($0, $1.state == .complete ? $1.evaluation?.samples ?? 1 : 1) }
  }

  /// The winner, or the nearest miss with the figures of the study: if it was given up early, those of the
  /// samples that it saw.
  public var selection: Selection { rule.select(from: trials) }

  /// The trials that no other beats in both size and accuracy.
  public var front: ParetoFront { ParetoFront(of: trials, minimizing: experiment.search.minimize) }

  /// Writes `report.html` again and returns the summary in words.
  ///
  /// - Throws: `MissingInput` for a run that is not finished.
  public func writeReport() throws -> SummaryText {
    guard var summary else {
      throw MissingInput("\(directory.path) is not finished; `tinysnn search --resume` goes on")
    }
    // What was verified later is no reason to withhold the outcome of the study.
    let (verification, problem) = readVerification()
    let searched = summary.verification
    summary.take(verification)
    let model =
      directory.contains(.model)
      ? try ModelArtifact(contentsOfFile: directory.path(of: .model)) : nil
    let notes = summary.notes(trials, end) + (problem.map { [$0] } ?? [])
    let report = HTMLReport(
      title: experiment.name,
      summary: summary,
      trials: trials,
      rule: rule,
      layers: model?.layerFigures ?? [],
      reproduceCommand: directory.reproduceCommand,
      notes: notes,
      verification: verification?.seeded(with: searched)
    )
    try directory.write(report.html, to: .report)
    return SummaryText(
      summary: summary,
      runPath: directory.path,
      objective: experiment.search.minimize,
      constraints: experiment.search.constraints,
      notes: notes
    )
  }
}

extension StoredStudy {
  /// What was verified after the run, or why that cannot be read.
  private func readVerification() -> (table: VerificationTable?, problem: String?) {
    do { return (try directory.readVerification(), nil) } catch {
      return (
        nil, "what was verified later is left out; `tinysnn verify` writes it again: \(error)"
      )
    }
  }
}

extension RunDirectory {
  /// What to type to get the run again.
  var reproduceCommand: String {
    "tinysnn search \(path(of: .experiment)) --output NEW_FOLDER"
  }
}
