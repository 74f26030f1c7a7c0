import Foundation

/// The C compiler of the machine that runs the tool.
struct HostCompiler {
  /// The program.
  let path: String
  /// Words that `$CC` puts before the flags, as in `ccache gcc`.
  let leadingArguments: [String]

  /// The flags that every export must pass.
  static let flags = [
    "-std=c99", "-O2", "-Wall", "-Wextra", "-Wconversion", "-Wpedantic", "-Werror",
  ]

  /// Finds `$CC`, else `cc`, in `$PATH`; nil if there is none.
  init?(environment: [String: String]) {
    let command = (environment["CC"] ?? "cc").split(separator: " ").map(String.init)
    guard let program = command.first,
      let path = HostCompiler.find(program, in: environment["PATH"] ?? "")
    else { return nil }
    self.path = path
    leadingArguments = Array(command.dropFirst())
  }

  /// Compiles the C file `source` of `folder` to the program `output`.
  func compile(_ source: String, output: String, in folder: URL) throws {
    let result = try ChildProcess(folder: folder).run(
      path,
      leadingArguments + HostCompiler.flags + [source, "-o", output]
    )
    guard result.status == 0, !result.timedOut else {
      throw VerificationFailure.compilerRefused(source: source, message: result.errors)
    }
  }

  private static func find(_ program: String, in searchPath: String) -> String? {
    let candidates =
      program.contains("/")
      ? [program] : searchPath.split(separator: ":").map { "\($0)/\(program)" }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

/// Why a verification could not be carried out.
public enum VerificationFailure: Error, Hashable, Sendable {
  /// The exported C does not compile without warnings.
  case compilerRefused(source: String, message: String)
  /// A compiled program ended in an unexpected way.
  case programFailed(program: String, message: String)
}

extension VerificationFailure: CustomStringConvertible {
  /// The message for users.
  public var description: String {
    switch self {
    case .compilerRefused(let source, let message):
      "the C compiler refuses \(source):\n\(message)"
    case .programFailed(let program, let message): "\(program) failed: \(message)"
    }
  }
}
