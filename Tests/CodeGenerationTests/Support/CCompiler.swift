import ChildPrograms
import CodeGeneration
import Foundation
import Testing

/// A C or C++ compiler of the machine, for tests that compile what was generated.
struct CCompiler {
  /// What a command left behind.
  struct Output {
    var status: Int32
    var text: String
  }

  let path: String

  /// Finds the compiler called `name`; a test that needs it is skipped aloud without it.
  init?(_ name: String = "cc") {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let paths = folders.map { "\($0)/\(name)" }
    guard let path = paths.first(where: FileManager.default.isExecutableFile) else { return nil }
    self.path = path
  }

  static let isAvailable = CCompiler() != nil
  static let skipped: Comment = "SKIPPED: needs a C compiler called cc in PATH"

  /// The strict warning set of the project.
  static let strict = [
    "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wsign-conversion", "-Wshadow",
    "-Wcast-align", "-Wcast-qual", "-Wundef", "-Wdouble-promotion", "-Wfloat-conversion", "-Wvla",
    "-Wformat=2", "-Werror",
  ]
  /// The warnings that exist in C only.
  static let strictC = ["-std=c99", "-Wstrict-prototypes", "-Wmissing-prototypes"] + strict

  /// Compiles each function of the runtime once instead of into every caller.
  ///
  /// It halves the time of the compiler, for tests which ask what the C computes, not what a compiler makes of it.
  static let withoutInlining = ["-DTINYSNN_INLINE=static inline"]

  /// Runs the compiler in `folder`; its messages are the text.
  func run(_ arguments: [String], in folder: URL) throws -> Output {
    try CCompiler.run(path, arguments, in: folder)
  }

  /// Runs any program in `folder`.
  static func run(_ path: String, _ arguments: [String], in folder: URL) throws -> Output {
    let log = folder.appendingPathComponent("log-\(UUID().uuidString)")
    let program = try ChildProgram(
      path,
      arguments,
      in: folder.path,
      output: log.path,
      errors: log.path
    )
    return Output(
      status: program.wait().shellStatus,
      text: String(decoding: try Data(contentsOf: log), as: UTF8.self)
    )
  }

  /// Calls `body` with a temporary folder that holds `files`.
  static func withFolder<Result>(
    _ files: [CSourceBundle.File],
    _ body: (URL) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tinysnn-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for file in files {
      let path = folder.appendingPathComponent(file.name)
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
      try file.text.write(
        to: path,
        atomically: false,
        encoding: .utf8
      )
    }
    return try body(folder)
  }
}
