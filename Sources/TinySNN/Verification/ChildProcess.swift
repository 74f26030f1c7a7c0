import Dispatch
import Foundation

/// Runs a program to its end or to a deadline, with files for its three streams.
///
/// Files instead of pipes: nothing can block on a full pipe, whatever the program prints.
struct ChildProcess {
  /// What a program left behind.
  struct Result {
    var status: Int32
    /// Whether a signal ended it; the status is its number then.
    var signalled: Bool
    var output: Data
    var errors: String
    var timedOut: Bool

    /// Whether it ended by itself, with status 0.
    var succeeded: Bool { status == 0 && !signalled && !timedOut }

    /// How it ended, in words.
    var ending: String {
      if timedOut { return "it did not end in time" }
      return signalled ? "signal \(status)" : "exit status \(status)"
    }
  }

  /// The folder for the streams.
  let folder: URL
  /// The seconds after which the program is stopped.
  var deadline = 120.0

  /// Runs the program at `path`.
  func run(_ path: String, _ arguments: [String], input: Data = Data()) throws -> Result {
    let stem = folder.appendingPathComponent(UUID().uuidString)
    let inputFile = stem.appendingPathExtension("in")
    let outputFile = stem.appendingPathExtension("out")
    let errorFile = stem.appendingPathExtension("err")
    try input.write(to: inputFile)
    try Data().write(to: outputFile)
    try Data().write(to: errorFile)
    defer {
      for file in [inputFile, outputFile, errorFile] {
        try? FileManager.default.removeItem(at: file)
      }
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    var timedOut = false
    if ended.wait(timeout: .now() + deadline) == .timedOut {
      timedOut = true
      process.terminate()
      if ended.wait(timeout: .now() + 2) == .timedOut {
        kill(process.processIdentifier, SIGKILL)
        _ = ended.wait(timeout: .now() + 2)
      }
    }
    return Result(
      status: process.isRunning ? -1 : process.terminationStatus,
      signalled: !process.isRunning && process.terminationReason == .uncaughtSignal,
      output: try Data(contentsOf: outputFile),
      errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self),
      timedOut: timedOut
    )
  }
}
