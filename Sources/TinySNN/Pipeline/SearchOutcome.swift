/// What a search leaves besides its files.
public struct SearchOutcome: Sendable {
  /// The outcome in figures.
  public var summary: RunSummary
  /// All trials of the study.
  public var trials: [Trial]
  /// The trials that no other beats in both size and accuracy.
  public var front: ParetoFront
  /// The bounds that the winner keeps.
  public var constraints: [Constraint]
  /// How the export was compared; nil if nothing was exported, or for a run that ended before.
  public var verification: VerificationReport?
  /// Why the export was not compiled although there is a compiler; nil in every other case.
  public var unusableCompiler: VerificationFailure?
  /// Why the study ended, nil if its journal does not say.
  public var end: StudyEnd?
  /// The run folder.
  public var path: String

  /// What the reader should know besides the figures.
  public var notes: [String] {
    (verification?.differenceNotes ?? []) + (verification?.note.map { [$0] } ?? [])
      + summary.notes(trials, end)
  }

  /// Whether the export was found to differ from the simulator.
  public var hasMismatch: Bool {
    verification.map { !$0.passed } ?? summary.verification.contains { $0.mismatches > 0 }
  }
}
