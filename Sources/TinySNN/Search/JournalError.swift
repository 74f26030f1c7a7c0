/// Why a journal cannot be read or written.
public enum JournalError: Error, Hashable, CustomStringConvertible {
  /// There is a journal already, and resuming was not asked for.
  case exists(path: String)
  /// There is no journal to read.
  case missing(path: String)
  /// Another process works on the study.
  case locked(path: String)
  /// A process of another machine works on the study; not every shared folder knows its lock.
  case drivenElsewhere(path: String, host: String)
  /// A complete line is not what a journal has there; lines count from 1.
  case corrupt(path: String, line: Int, problem: String)
  /// The journal belongs to another study.
  case otherStudy(path: String, key: String, recorded: String, expected: String)
  /// The strategy proposes something else than it did before: another version or another strategy.
  case diverged(trial: Int)
  /// The system refused a file operation; `code` is its errno.
  case system(path: String, operation: String, code: Int32, message: String)

  /// One sentence for the user.
  public var description: String {
    switch self {
    case .exists(let path): "\(path) exists; --resume continues it"
    case .missing(let path): "there is no journal at \(path)"
    case .locked(let path): "another process is working on \(path)"
    case .drivenElsewhere(let path, let host):
      "a process on \(host) is working on \(path); if it is lost, wait a minute, or remove the file "
        + "\(RunDirectory.heartbeatName) beside the journal"
    case .corrupt(let path, let line, let problem):
      "\(path):\(line): damaged journal line: \(problem)"
    case .otherStudy(let path, let key, let recorded, let expected):
      "\(path) belongs to another study: its \(key) is \(recorded), not \(expected)"
    case .diverged(let trial):
      "trial \(trial) of the journal is not what this search proposes there: "
        + "the journal was written by another version of tinysnn; start a new run"
    case .system(let path, let operation, _, let message):
      "cannot \(operation) \(path): \(message)"
    }
  }
}
