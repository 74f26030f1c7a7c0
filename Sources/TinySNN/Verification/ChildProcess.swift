import ChildPrograms
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

    /// What it printed to standard error, or how it ended if that is nothing.
    var complaint: String {
      let words = errors.trimmingCharacters(in: .whitespacesAndNewlines)
      return words.isEmpty ? "no message, \(ending)" : words
    }

    /// The last line that a self-test printed to `text`; `FAIL` whatever it says if it does not end with status 0.
    func selfTestLine(_ text: some Collection<UInt8>) -> String {
      let last = String(decoding: text, as: UTF8.self).split(separator: "\n").last.map(String.init)
      if succeeded { return last ?? "FAIL (it prints nothing)" }
      if let last, last.hasPrefix("FAIL") { return last }
      return "FAIL (\(ending)\(last.map { " after printing `\($0)`" } ?? ""))"
    }
  }

  /// The folder for the streams.
  let folder: URL
  /// The seconds after which the program is stopped.
  var deadline = 120.0
  /// Whether the user asked to stop; the program is stopped then.
  var isCancelled: @Sendable () -> Bool = { false }

  /// Runs the program at `path`.
  ///
  /// - Throws: `Interrupted` if the user asked to stop, `StartFailure`, or an error of the file system.
  func run(_ path: String, _ arguments: [String], input: Data = Data()) throws -> Result {
    let stem = folder.appendingPathComponent(UUID().uuidString)
    let inputFile = stem.appendingPathExtension("in")
    let outputFile = stem.appendingPathExtension("out")
    let errorFile = stem.appendingPathExtension("err")
    try input.write(to: inputFile)
    defer {
      for file in [inputFile, outputFile, errorFile] {
        try? FileManager.default.removeItem(at: file)
      }
    }
    let program = try ChildProgram(
      path,
      arguments,
      in: folder.path,
      input: inputFile.path,
      output: outputFile.path,
      errors: errorFile.path
    )
    // Programs are children of a process that takes Ctrl-C for itself: they end only if it ends them.
    let end = DispatchTime.now() + deadline
    var ending: ChildProgram.Ending?
    while ending == nil, DispatchTime.now() < end, !isCancelled() {
      ending = program.wait(until: min(end, .now() + 0.2))
    }
    let timedOut = ending == nil
    for signal in [SIGTERM, SIGKILL] where ending == nil {
      program.send(signal)
      ending = program.wait(until: .now() + 2)
    }
    if timedOut, isCancelled() { throw Interrupted() }
    let (status, signalled): (Int32, Bool) =
      switch ending {
      case .exited(let status): (status, false)
      case .signalled(let signal): (signal, true)
      case .lost, nil: (-1, false)
      }
    return Result(
      status: status,
      signalled: signalled,
      output: try Data(contentsOf: outputFile),
      errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self),
      timedOut: timedOut
    )
  }
}
