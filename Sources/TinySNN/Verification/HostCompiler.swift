import Foundation

/// The C compiler of the machine that runs the tool.
struct HostCompiler {
  /// The program.
  let path: String
  /// Words that `$CC` puts before the flags, as in `ccache gcc`.
  let leadingArguments: [String]
  /// How the user calls it.
  let command: String
  /// Whether the user asked to stop.
  var isCancelled: @Sendable () -> Bool = { false }

  /// The flags that every export must pass.
  static let flags = [
    "-std=c99", "-O2", "-Wall", "-Wextra", "-Wconversion", "-Wpedantic", "-Werror",
  ]

  /// Returns the compiler of `$CC`, else `cc` in `$PATH`, or nil if neither is there.
  ///
  /// - Throws: `VerificationFailure.compilerNotFound` if `$CC` is set and names no program: what was
  ///   asked for is never replaced silently.
  static func find(in environment: [String: String]) throws -> HostCompiler? {
    let searchPath = environment["PATH"] ?? ""
    let requested = (environment["CC"] ?? "").split(separator: " ").map(String.init)
    guard let program = requested.first else {
      return locate("cc", in: searchPath).map {
        HostCompiler(path: $0, leadingArguments: [], command: "cc")
      }
    }
    let command = requested.joined(separator: " ")
    guard let path = locate(program, in: searchPath) else {
      throw VerificationFailure.compilerNotFound(command: command)
    }
    return HostCompiler(
      path: path,
      leadingArguments: Array(requested.dropFirst()),
      command: command
    )
  }

  /// Compiles the C file `source` of `folder` to the program `output`.
  ///
  /// - Parameter extra: Further sources, libraries and flags.
  /// - Throws: `VerificationFailure.compilerRefused`.
  func compile(
    _ source: String,
    output: String,
    in folder: URL,
    extra: [String] = []
  ) throws {
    let result = try process(in: folder).run(
      path,
      leadingArguments + HostCompiler.flags + [source, "-o", output] + extra
    )
    let program = folder.appendingPathComponent(output).path
    guard result.succeeded, FileManager.default.isExecutableFile(atPath: program) else {
      throw VerificationFailure.compilerRefused(source: source, message: result.complaint)
    }
  }

  /// How the compiler and what it makes are run.
  func process(in folder: URL) -> ChildProcess {
    ChildProcess(folder: folder, isCancelled: isCancelled)
  }

  /// Compiles and runs a trivial program in `folder`.
  ///
  /// - Throws: `VerificationFailure.compilerUnusable` if that fails.
  func probe(in folder: URL) throws {
    let source = "trivial.c"
    try Data("int main(void)\n{\n    return 0;\n}\n".utf8)
      .write(to: folder.appendingPathComponent(source))
    func unusable(_ message: String) -> VerificationFailure {
      .compilerUnusable(command: command, message: message)
    }
    do {
      try compile(source, output: "trivial", in: folder)
      let program = folder.appendingPathComponent("trivial").path
      let result = try process(in: folder).run(program, [])
      guard result.succeeded else { throw unusable("the program ends with \(result.ending)") }
    } catch VerificationFailure.compilerRefused(_, let message) {
      throw unusable(message)
    } catch let failure as VerificationFailure {
      throw failure
    } catch let interruption as Interrupted {
      throw interruption
    } catch {
      throw unusable("\(error.localizedDescription)")
    }
  }

  static func locate(_ program: String, in searchPath: String) -> String? {
    let candidates =
      program.contains("/")
      ? [program] : searchPath.split(separator: ":").map { "\($0)/\(program)" }
    return candidates.first {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: $0, isDirectory: &isFolder)
        && !isFolder.boolValue && FileManager.default.isExecutableFile(atPath: $0)
    }
  }
}
