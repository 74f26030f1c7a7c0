import Foundation

/// How long a worker that waits has seen no sign of a driver, by the worker's own clock.
///
/// Signs are changes of the heartbeat and of the journal, not their times: clocks of two machines differ, and
/// what an earlier driver left behind is old when the worker begins to wait.
struct DriverWatch {
  private let directory: RunDirectory
  private let now: @Sendable () -> Double
  private var signs: [Date?] = []
  private var since: Double?

  /// Watches the driver of `directory`; `now` returns seconds.
  init(_ directory: RunDirectory, now: @escaping @Sendable () -> Double) {
    self.directory = directory
    self.now = now
  }

  /// Forgets how long the worker has waited: it has something to do.
  mutating func restart() { since = nil }

  /// Throws `StudyWithoutDriver` if there was no sign for `Heartbeat.limit` since the worker began to wait.
  mutating func check() throws {
    let names = [RunDirectory.heartbeatName, RunDirectory.File.journal.rawValue]
    let found = names.map { Heartbeat.date(at: directory.path(of: $0)) }
    guard let since, found == signs else {
      (signs, since) = (found, now())
      return
    }
    guard now() - since > Heartbeat.limit else { return }
    throw StudyWithoutDriver(path: directory.path, hasBegun: directory.contains(.journal))
  }
}

/// Thrown by a worker that waits for a study which nobody drives.
public struct StudyWithoutDriver: Error, Hashable, CustomStringConvertible {
  /// The run folder.
  public var path: String
  /// Whether there is a study at all.
  public var hasBegun: Bool

  /// What has not happened, and what to do, for the user.
  public var description: String {
    let minutes = Int(Heartbeat.limit / 60)
    return hasBegun
      ? "\(path): no process has driven the study for \(minutes) minutes; go on with it by `tinysnn search` "
        + "with its configuration, --resume and --wait-for-workers, then start this worker again"
      : "\(path): no study has begun for \(minutes) minutes; begin one by `tinysnn search` with --output and "
        + "--wait-for-workers, then start this worker again"
  }
}
