import Foundation
import Testing

/// The built `tinysnn`, run as a user runs it: as a process of its own.
struct Tool {
  /// The executable.
  let path: String

  /// The executable that was built with these tests.
  static let built = Tool(path: builtPath)

  private static var builtPath: String {
    // The test bundle lies in the build products folder, on macOS some levels below it.
    var folder = Bundle.main.bundleURL
    for _ in 0..<5 {
      let candidate = folder.appendingPathComponent("tinysnn").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
      folder.deleteLastPathComponent()
    }
    return "tinysnn beside \(Bundle.main.bundlePath)"
  }

  /// What the tool sees of the world unless a test says otherwise: system programs, nothing of the user.
  static let environment = ["PATH": "/usr/bin:/bin:/usr/local/bin"]

  /// Runs the tool to its end.
  ///
  /// - Parameters:
  ///   - arguments: The words after `tinysnn`.
  ///   - folder: The working directory.
  ///   - environment: The whole environment.
  ///   - seconds: After so long the tool is killed and the test fails.
  func run(
    _ arguments: String...,
    in folder: TemporaryFolder,
    environment: [String: String] = Tool.environment,
    seconds: Double = 120,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ToolResult {
    try run(
      arguments,
      in: folder,
      environment: environment,
      seconds: seconds,
      sourceLocation: sourceLocation
    )
  }

  /// Runs the tool to its end.
  func run(
    _ arguments: [String],
    in folder: TemporaryFolder,
    environment: [String: String] = Tool.environment,
    seconds: Double = 120,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ToolResult {
    try start(arguments, in: folder, environment: environment)
      .wait(seconds: seconds, sourceLocation: sourceLocation)
  }

  /// Starts the tool and returns at once.
  func start(
    _ arguments: [String],
    in folder: TemporaryFolder,
    environment: [String: String] = Tool.environment
  ) throws -> RunningTool {
    try RunningTool(path, arguments, in: folder, environment: environment)
  }
}

/// What a process left behind.
struct ToolResult {
  /// The exit code; 128 and the signal's number after a signal, as in a shell.
  var status: Int32
  /// All of standard output.
  var output: String
  /// All of standard error.
  var errors: String
}
