import CBoards
import CodeGeneration
import Foundation
import Testing

/// The self-tests of many exports where an int has 16 bits and tables lie at far addresses.
@Suite struct AVRTests {
  static let compiler = CCompiler("avr-gcc")
  static let canRun =
    compiler != nil && CCompiler.isAvailable
    && FileManager.default.fileExists(atPath: "/usr/include/simavr/sim_avr.h")

  /// The files of the boards, in one folder.
  private var boardFiles: [CSourceBundle.File] {
    var files: [CSourceBundle.File] = []
    var file = tinysnn_board_files()
    while let entry = file?.pointee, let name = entry.name, let text = entry.text {
      let path = String(cString: name)
      files.append(
        .init(name: (path as NSString).lastPathComponent, text: String(cString: text))
      )
      file = file?.advanced(by: 1)
    }
    return files
  }

  @Test(
    "runs with an int of 16 bits, on AVR",
    .enabled(if: canRun, "SKIPPED: needs cc, avr-gcc and libsimavr")
  )
  func selfTests() throws {
    try expectPasses(PortabilityTests.bundles)
  }

  @Test(
    "reads eight weights at a time where it is told to",
    .enabled(if: canRun, "SKIPPED: needs cc, avr-gcc and libsimavr")
  )
  func words() throws {
    #expect(PortabilityTests.wordBundles.count >= 8)
    try expectPasses(PortabilityTests.wordBundles, ["-DTINYSNN_WORDS=1"])
  }

  /// Expects that the self-test of every bundle passes.
  private func expectPasses(
    _ bundles: [(name: String, files: [CSourceBundle.File])],
    _ arguments: [String] = []
  ) throws {
    let compiler = try #require(Self.compiler)
    try #require(PortabilityTests.bundles.count == 21, "an export failed")
    try CCompiler.withFolder(boardFiles) { boards in
      let built = try #require(CCompiler()).run(
        ["-O2", "avr_runner.c", "-o", "avr_runner", "-lsimavr", "-lelf"],
        in: boards
      )
      try #require(built.status == 0, "\(built.text)")
      for (name, files) in bundles {
        try CCompiler.withFolder(files + [.init(name: "input.bin", text: "")]) { folder in
          let compiled = try compiler.run(
            ["-mmcu=atmega2560", "-Os", "-ffreestanding", "-I\(boards.path)"] + CCompiler.strictC
              + arguments + [
                "selftest.c", "\(boards.path)/avr.c", "\(boards.path)/printf.c", "-o", "selftest",
              ],
            in: folder
          )
          #expect(compiled.status == 0, "\(name): \(compiled.text)")
          let result = try CCompiler.run(
            boards.appendingPathComponent("avr_runner").path,
            // Nothing is marked, and the stack is not watched: where static memory ends does not matter.
            ["atmega2560", "selftest", "0"],
            in: folder
          )
          let output = try Data(contentsOf: folder.appendingPathComponent("output.bin"))
          #expect(result.status == 0, "\(name): \(result.text)")
          #expect(String(decoding: output, as: UTF8.self).hasPrefix("PASS "), "\(name)")
        }
      }
    }
  }
}
