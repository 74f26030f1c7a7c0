import Foundation

/// The append-only record of a study, one JSON object a line, which survives `kill -9`.
///
/// A line that a crash tore is cut off when the journal is opened again; any other damage is an error that names
/// the line. One process at a time writes it.
public final class StudyJournal: Sendable {
  /// The file.
  public var path: String { file.path }
  /// What the journal said when it was opened.
  public let recovered: JournalContents
  private let file: LineFile

  /// Opens or creates the journal at `path` and locks it for this process.
  ///
  /// - Parameters:
  ///   - resume: Whether an existing journal is continued; if not, it is refused.
  ///   - clock: Returns seconds, to force lines to the disk once a second; without it only their
  ///     number counts. What is in the journal does not depend on it.
  /// - Throws: `JournalError.exists`, `.locked`, `.otherStudy` if configuration or seed differ,
  ///   `.corrupt` or `.system`.
  public convenience init(
    path: String,
    header: JournalHeader,
    resume: Bool,
    clock: @escaping @Sendable () -> Double = { 0 }
  ) throws {
    try self.init(path: path, header: header, resume: resume, clock: clock, calls: LineFile.Calls())
  }

  init(
    path: String,
    header: JournalHeader,
    resume: Bool,
    clock: @escaping @Sendable () -> Double = { 0 },
    calls: LineFile.Calls
  ) throws {
    var contents = JournalContents()
    file = try LineFile(path: path, clock: clock, calls: calls) {
      contents = try JournalContents(contentsOf: path)
      guard resume || contents.intactBytes == 0 else { throw JournalError.exists(path: path) }
      if let recorded = contents.header { try header.verify(recorded, path: path) }
      return contents.intactBytes
    }
    recovered = contents
    if recovered.header == nil { try append(.study(header)) }
  }

  /// Whether a process works on the study of the journal at `path`; asks without waiting.
  public static func isLocked(_ path: String) -> Bool { LineFile.isLocked(path) }

  /// Appends one event.
  ///
  /// - Throws: `JournalError.system`, for example on a full disk; no part of the line stays then. If it
  ///   cannot be taken back, every later event is refused: it would become a part of that line.
  public func append(_ event: JournalEvent) throws { try file.append(event.json) }

  /// Forces what was appended to the disk.
  public func synchronize() throws { try file.synchronize() }
}

extension JournalError {
  /// Returns the error of a system call that just failed.
  static func failure(
    _ operation: String,
    _ path: String,
    code: Int32 = errno
  ) -> JournalError {
    .system(
      path: path,
      operation: operation,
      code: code,
      message: String(cString: strerror(code))
    )
  }
}
