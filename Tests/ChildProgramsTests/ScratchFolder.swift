import ChildPrograms
import Foundation

/// A folder for the streams of programs, removed with its value.
final class ScratchFolder: Sendable {
  /// The path, without symbolic links, as the system tells it.
  let path: String

  init() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tinysnn-child-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.resolvingSymlinksInPath().path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// What a file of the folder holds.
  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: file(name))), as: UTF8.self)
  }

  /// Writes a file and returns its path.
  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// Starts a line of shell in the folder; its two outputs go to `out`.
  func shell(_ line: String, _ arguments: [String] = []) throws -> ChildProgram {
    try ChildProgram(
      "/bin/sh",
      ["-c", line, "sh"] + arguments,
      in: path,
      output: file("out"),
      errors: file("out")
    )
  }

  /// Starts a program that runs until a signal ends it.
  func sleeper() throws -> ChildProgram { try ChildProgram("/bin/sleep", ["1000"], in: path) }
}
