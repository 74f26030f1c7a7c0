import Foundation

/// Compiles C for a board, in a folder that holds the sources.
struct BoardCompiler {
  /// The outcome of a link.
  enum Link {
    case program
    /// The program is larger than the board; at least one memory is named.
    case tooLarge([MemoryShortfall])
  }

  /// The memory that a program is linked for.
  private enum Space {
    case board
    /// So much that any program fits, to measure by how much one does not.
    case ample
  }

  let board: Board
  let optimization: VerificationOptions.Optimization
  /// The compiler.
  let path: String
  /// Where sources are and programs go.
  let folder: URL
  /// Whether the user asked to stop.
  var isCancelled: @Sendable () -> Bool = { false }

  /// How the compiler and its tools are run.
  var process: ChildProcess { ChildProcess(folder: folder, isCancelled: isCancelled) }

  /// The flags that an export must pass on every board.
  private static let warnings = [
    "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wsign-conversion", "-Wshadow",
    "-Wstrict-prototypes", "-Wmissing-prototypes", "-Wcast-align", "-Wcast-qual", "-Wundef",
    "-Wdouble-promotion", "-Wvla", "-Werror",
  ]
  /// What the linkers of GNU say of a region that is full.
  private static let overflowWords = [
    "will not fit in region", "is not within region", "overflowed by",
  ]
  /// The processor and the optimization: what a size depends on.
  var flags: [String] { board.processor + ["-\(optimization.rawValue)"] }

  /// The compiler's name and version.
  func version() throws -> String {
    let result = try process.run(path, ["-dumpfullversion", "-dumpversion"])
    let number = String(decoding: result.output, as: UTF8.self).split(separator: "\n").first ?? ""
    return "\(board.family.toolPrefix)gcc \(number)"
  }

  /// Builds `sources` together with the board's own to the program `output`.
  ///
  /// The RAM that a program needs has the stack of all its functions at once: no chain of calls takes more,
  /// but for recursion and frames that grow.
  /// - Throws: `VerificationFailure`.
  func link(_ sources: [String], output: String, extra: [String] = []) throws -> Link {
    let own = board.family.sources.map { "boards/\($0)" }
    for file in try frameFiles() { try FileManager.default.removeItem(at: file) }
    let isLinked = try fits(sources + own, output, extra + ["-fstack-usage"], .board)
    if !isLinked { _ = try fits(sources + own, output, extra + ["-fstack-usage"], .ample) }
    let size = try BinaryInspector(self).size(of: output)
    let needed = [
      (MemoryShortfall.Memory.flash, size.flash, board.flash.length),
      (.ram, size.ram + (try stackReserve()), board.ram.length),
    ]
    let shortfalls = needed.filter { $0.1 > $0.2 }
      .map { MemoryShortfall(memory: $0.0, bytes: $0.1 - $0.2) }
    if !shortfalls.isEmpty { return .tooLarge(shortfalls) }
    guard isLinked else {
      throw VerificationFailure.toolFailed(
        tool: path,
        message: "its linker finds no room for \(output), which is smaller than the board"
      )
    }
    return .program
  }

  /// Builds `source` with nothing but `functions` and what they need, and no start-up code.
  ///
  /// - Throws: `VerificationFailure`.
  func linkAlone(_ source: String, functions: [String], output: String) throws {
    let roots = ["-nostartfiles", "-Wl,-e,\(functions[0])"] + functions.map { "-Wl,-u,\($0)" }
    let memory = board.family == .avr ? [] : ["boards/memory.c"]
    _ = try fits([source] + memory, output, roots, .ample)
  }

  /// Whether the linker found room for the program.
  private func fits(
    _ sources: [String],
    _ output: String,
    _ extra: [String],
    _ space: Space
  ) throws -> Bool {
    let arguments =
      flags + ["-std=c99", "-ffunction-sections", "-fdata-sections", "-Wl,--gc-sections", "-I."]
      + ["-Iboards"] + BoardCompiler.warnings + environmentFlags + sources + ["-o", output]
      + extra + memoryFlags(space) + libraries
    let result = try process.run(path, arguments)
    if result.succeeded { return true }
    let overflows = BoardCompiler.overflowWords.contains { result.errors.contains($0) }
    guard overflows, space == .board else {
      try probe()
      throw VerificationFailure.compilerRefused(source: sources[0], message: result.complaint)
    }
    return false
  }

  /// Compiles and links a trivial program, to tell a compiler that does not work from C that is wrong.
  private func probe() throws {
    let result = try process.run(
      path,
      board.processor + [
        "-nostdlib", "-Wl,-e,main", "-x", "c", "-", "-o", "trivial-\(board.machine)",
      ],
      input: Data("int main(void)\n{\n    return 0;\n}\n".utf8)
    )
    guard result.succeeded else {
      throw VerificationFailure.compilerUnusable(command: path, message: result.complaint)
    }
  }

  /// Where the compiler says how much stack each function takes.
  private func frameFiles() throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "su" }
  }

  /// The bytes of stack that the program which was compiled last needs at most.
  private func stackReserve() throws -> Int {
    // place, function; bytes; kind
    let frames = try frameFiles().flatMap { file in
      String(decoding: try Data(contentsOf: file), as: UTF8.self).split(separator: "\n").map {
        $0.split(separator: "\t")
      }
    }
    guard !frames.isEmpty, frames.allSatisfy({ $0.count == 3 && Int($0[1]) != nil }) else {
      throw VerificationFailure.toolFailed(
        tool: path,
        message: "it does not say what stack is used"
      )
    }
    return frames.reduce(board.librarySlack) { $0 + (Int($1[1]) ?? 0) }
  }

  /// Boards without a C library have the few functions of it that programs here call.
  private var environmentFlags: [String] {
    ["-ffreestanding", "-isystem", "boards/freestanding"]
  }

  private var libraries: [String] { board.family == .avr ? [] : ["-nostdlib", "-lgcc"] }

  private func memoryFlags(_ space: Space) -> [String] {
    func define(_ symbol: String, _ value: Int) -> String { "-Wl,--defsym=\(symbol)=\(value)" }
    let isAmple = space == .ample
    switch board.family {
    case .avr:
      return [
        define("__TEXT_REGION_LENGTH__", isAmple ? 8 << 20 : board.flash.length),
        define("__DATA_REGION_LENGTH__", isAmple ? 0xFE00 : board.ram.length),
      ]
    case .cortexM, .rv32:
      return [
        "-T", "boards/bare_metal.ld",
        define("FLASH_ORIGIN", board.flash.origin),
        define("FLASH_LENGTH", isAmple ? 64 << 20 : board.flash.length),
        define("RAM_ORIGIN", isAmple ? board.flash.origin + (64 << 20) : board.ram.origin),
        define("RAM_LENGTH", isAmple ? 64 << 20 : board.ram.length),
      ]
    }
  }
}
