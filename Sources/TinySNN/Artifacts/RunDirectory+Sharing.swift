import Foundation

/// What several processes that work on one study leave in its folder.
extension RunDirectory {
  /// The folder with the outcomes of candidates that were evaluated elsewhere, or wait behind an open trial.
  static let outcomesName = "work"
  /// The file that the driver of a study touches.
  static let heartbeatName = "heartbeat"

  /// Returns the outcomes that belong to the study of `header`.
  func outcomes(of header: JournalHeader) -> OutcomeFolder {
    OutcomeFolder(path: path(of: Self.outcomesName), header: header)
  }

  /// Whether a process drives the study: it holds the journal's lock, or beats on another machine.
  public var isDriven: Bool {
    StudyJournal.isLocked(path(of: .journal))
      || Heartbeat.otherHost(at: path(of: Self.heartbeatName)) != nil
  }

  /// Throws `JournalError.drivenElsewhere` if a process of another machine drives the study: its lock may be
  /// unknown here.
  func requireNoOtherDriver() throws {
    guard let host = Heartbeat.otherHost(at: path(of: Self.heartbeatName)) else { return }
    throw JournalError.drivenElsewhere(path: path(of: .journal), host: host)
  }

  /// Removes what only an unfinished run needs, as far as it can be removed.
  ///
  /// A late worker may add a file in between. The run is finished either way, and what stays is removed when
  /// it is asked for again.
  func removeLeftovers() {
    for name in [FloatModelStore.folder, Self.outcomesName, Self.heartbeatName] {
      try? FileManager.default.removeItem(atPath: path(of: name))
    }
  }
}
