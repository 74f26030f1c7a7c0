import ChildPrograms
import Dispatch
import Foundation
import Testing

/// A process that has been started.
///
/// Its streams go to files: a pipe that a grandchild inherits could keep a test waiting.
final class RunningTool {
  private let program: ChildProgram
  private let outputFile: URL
  private let errorFile: URL
  private let command: String

  /// Starts the program at `path`.
  init(
    _ path: String,
    _ arguments: [String],
    in folder: TemporaryFolder,
    environment: [String: String]
  ) throws {
    let stem = FileManager.default.temporaryDirectory
      .appendingPathComponent("tinysnn-e2e-\(UUID().uuidString)")
    outputFile = stem.appendingPathExtension("out")
    errorFile = stem.appendingPathExtension("err")
    command = ([path] + arguments).joined(separator: " ")
    program = try ChildProgram(
      path,
      arguments,
      in: folder.url.path,
      environment: environment,
      output: outputFile.path,
      errors: errorFile.path
    )
  }

  /// Whether the process has not ended yet.
  var isRunning: Bool { program.isRunning }

  /// What the process has printed to standard error so far.
  var errorsSoFar: String {
    String(decoding: (try? Data(contentsOf: errorFile)) ?? Data(), as: UTF8.self)
  }

  /// Sends a signal.
  func send(_ signal: Int32) { program.send(signal) }

  /// Waits for the end; a process that takes longer than `seconds` is killed and fails the test.
  func wait(
    seconds: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ToolResult {
    var ending = program.wait(until: .now() + seconds)
    if ending == nil {
      send(SIGKILL)
      Issue.record("not ended after \(seconds) s: \(command)", sourceLocation: sourceLocation)
      ending = program.wait(until: .now() + 10)
    }
    defer {
      try? FileManager.default.removeItem(at: outputFile)
      try? FileManager.default.removeItem(at: errorFile)
    }
    return ToolResult(
      status: ending?.shellStatus ?? -1,
      output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self)
    )
  }

  /// Waits until `condition` holds; returns false if the process ends or 60 seconds pass before.
  func wait(until condition: () -> Bool) -> Bool {
    let start = DispatchTime.now()
    while !condition() {
      guard isRunning, DispatchTime.now() < start + 60 else { return condition() }
      usleep(500)
    }
    return true
  }
}
