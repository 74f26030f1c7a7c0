/// Why a run folder cannot be used.
public enum RunDirectoryError: Error, Hashable, CustomStringConvertible {
  /// There is a run already, and resuming was not asked for.
  case exists(path: String)
  /// There is a run of another kind, such as a sweep where a search was asked for.
  case otherKind(path: String, found: String, expected: String)
  /// There is no run to read.
  case noRun(path: String)
  /// A file or folder cannot be written.
  case cannotWrite(path: String, reason: String)
  /// A file cannot be read.
  case cannotRead(path: String, reason: String)

  /// A file is not what a run has there, or is missing where the others say that it was written.
  case damaged(path: String, reason: String)

  /// One sentence for the user.
  public var description: String {
    switch self {
    case .exists(let path):
      "\(path) holds a run already; --resume continues it, --output names another folder"
    case .otherKind(let path, let found, let expected):
      "\(path) holds a \(found), not a \(expected); --output names another folder"
    case .noRun(let path): "\(path) holds no run"
    case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
    case .cannotRead(let path, let reason): "cannot read \(path): \(reason)"
    case .damaged(let path, let reason): "\(path) is damaged: \(reason)"
    }
  }
}
