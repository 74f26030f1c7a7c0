import Foundation

/// Outcomes of candidates that other processes evaluated, or that wait behind an open trial, in a folder that all
/// processes of a study see.
///
/// One file per candidate, named by its work: two lines of a journal, the header of the study and the
/// outcome. A file is complete or not there at all, and says the same whoever wrote it and how often: a lost
/// or repeated worker does no harm.
public struct OutcomeFolder: Sendable {
  /// The folder.
  public let path: String
  /// The study that the outcomes belong to.
  public let header: JournalHeader

  /// Names the folder; it need not exist.
  public init(path: String, header: JournalHeader) {
    self.path = path
    self.header = header
  }

  /// Whether `trial` has an outcome of this study.
  ///
  /// - Throws: `JournalError.corrupt` for a damaged file.
  public func contains(_ trial: Trial) throws -> Bool {
    try outcome(of: trial) != nil
  }

  /// Returns the outcome of `trial`, or nil without one.
  ///
  /// What another study, other data or another engine left under the name is none, and is replaced by who
  /// evaluates the trial: leftovers are no reason to stop.
  ///
  /// - Throws: `JournalError.corrupt` for a damaged file.
  public func outcome(of trial: Trial) throws -> EvaluationOutcome? {
    let path = file(trial)
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    var keys = JournalKeyCache()
    let lines = data.split(separator: UInt8(ascii: "\n"))
    func event(_ line: Int) throws -> JournalEvent {
      guard line < lines.count else {
        throw JournalError.corrupt(path: path, line: line + 1, problem: "the line is missing")
      }
      do {
        return try Data(lines[line]).withUnsafeBytes {
          try JournalEvent(parsing: $0, keys: &keys)
        }
      } catch let error as JSONScanner.SyntaxError {
        throw JournalError.corrupt(path: path, line: line + 1, problem: error.message)
      }
    }
    guard case .study(let recorded) = try event(0) else {
      throw JournalError.corrupt(path: path, line: 1, problem: "the first line is no header")
    }
    guard header.difference(from: recorded) == nil else { return nil }
    switch try event(1) {
    case .complete(_, let evaluation, nil): return .complete(evaluation)
    case .pruned(_, let evaluation, nil): return .pruned(evaluation)
    case .failed(_, let reason, nil): return .failed(reason: reason)
    case .complete, .pruned, .failed, .study, .running, .finished:
      throw JournalError.corrupt(path: path, line: 2, problem: "the line is no outcome")
    }
  }

  /// Writes the outcome of `trial`; a figure that is no finite number makes it a failure, as in a study.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  public func write(_ outcome: EvaluationOutcome, of trial: Trial) throws {
    let event: JournalEvent =
      switch outcome.finite {
      case .complete(let evaluation):
        .complete(trial: trial.number, evaluation: evaluation, duplicateOf: nil)
      case .pruned(let evaluation):
        .pruned(trial: trial.number, evaluation: evaluation, duplicateOf: nil)
      case .failed(let reason):
        .failed(trial: trial.number, reason: reason, duplicateOf: nil)
      }
    let text = JournalEvent.study(header).json + "\n" + event.json + "\n"
    try AtomicFile.write(Data(text.utf8), to: file(trial), isShared: true)
  }

  private func file(_ trial: Trial) -> String { "\(path)/\(trial.id).jsonl" }
}
