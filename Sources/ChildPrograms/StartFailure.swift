import Foundation

/// Why a program could not be started.
///
/// A code is the `errno` of the call that failed.
public enum StartFailure: Error, Hashable, Sendable {
  /// The program is missing, or the system does not run it.
  case program(path: String, code: Int32)
  /// The working directory is missing, or cannot be entered.
  case folder(path: String, code: Int32)
  /// A file for one of the three streams cannot be opened.
  case stream(path: String, code: Int32)
  /// A path, an argument or a variable contains the character NUL, which ends texts for the system.
  case nulCharacter(program: String)
}

extension StartFailure: LocalizedError, CustomStringConvertible {
  /// The message for users.
  public var description: String {
    switch self {
    case .program(let path, let code): "cannot start \(path): \(StartFailure.words(code))"
    case .folder(let path, let code):
      "cannot start a program in the folder \(path): \(StartFailure.words(code))"
    case .stream(let path, let code):
      "cannot open \(path) as a stream of a program: \(StartFailure.words(code))"
    case .nulCharacter(let program):
      "cannot start \(program.debugDescription): a path, argument or variable contains NUL"
    }
  }

  /// The message for users, for callers that know nothing of the type.
  public var errorDescription: String? { description }

  private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
