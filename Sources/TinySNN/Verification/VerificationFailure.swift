/// Why a verification could not be carried out.
public enum VerificationFailure: Error, Hashable, Sendable {
  /// `$CC` names a program that is not there or cannot be run.
  case compilerNotFound(command: String)
  /// The compiler makes no working program even of a trivial C file.
  case compilerUnusable(command: String, message: String)
  /// A working compiler does not take the exported C without warnings.
  case compilerRefused(source: String, message: String)
  /// Something besides the compiler and the export does not work: a program of the compiler, or an emulator's part.
  case toolFailed(tool: String, message: String)
  /// A compiled program ended in an unexpected way.
  case programFailed(program: String, message: String)
}

extension VerificationFailure {
  /// Whether it says something of this machine, and nothing of the export.
  var concernsTools: Bool {
    switch self {
    case .compilerNotFound, .compilerUnusable, .toolFailed: true
    case .compilerRefused, .programFailed: false
    }
  }
}

extension VerificationFailure: CustomStringConvertible {
  /// The message for users.
  public var description: String {
    switch self {
    case .compilerNotFound(let command):
      "the C compiler of $CC is not found or not executable: \(command)"
    case .compilerUnusable(let command, let message):
      "the C compiler `\(command)` makes no working program of a trivial C file: \(message)"
    case .compilerRefused(let source, let message):
      "the C compiler refuses \(source):\n\(message)"
    case .toolFailed(let tool, let message): "\(tool) does not work here: \(message)"
    case .programFailed(let program, let message): "\(program) failed: \(message)"
    }
  }
}
