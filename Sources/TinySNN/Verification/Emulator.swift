import Foundation

/// Runs programs of a board in its emulator.
struct Emulator {
  /// What a program left behind.
  struct Run {
    let ending: ChildProcess.Result
    let output: [UInt8]

    /// What the stack lacked, at least, when it met the static variables; nil if it did not.
    var shortfall: MemoryShortfall? {
      guard !ending.signalled, !ending.timedOut, ending.status == Emulator.stackOverflow,
        let bytes = ending.errors.split(separator: "\n").last.flatMap({ Int($0) })
      else { return nil }
      return MemoryShortfall(memory: .ram, bytes: bytes)
    }

    /// How the program ended if it did not end well, in words; nil if it did.
    var failure: String? {
      guard !ending.succeeded else { return nil }
      let code = ending.signalled || ending.timedOut ? nil : ending.status
      let text =
        switch code {
        case Emulator.fault: "the processor took a fault"
        case Emulator.stackOverflow: "the stack grew into the static variables"
        case Emulator.channelFailed: "the channel to the emulator failed"
        default: ending.ending
        }
      let words = ending.errors.split(separator: "\n").last.map { " (\($0))" } ?? ""
      return text + words
    }
  }

  /// What was measured between the marks in one pass.
  struct Pass {
    /// Instructions, or cycles.
    let count: Int
    /// The lowest address that was written on the stack, on an AVR the bytes of stack that were used.
    let stack: Int
  }

  /// The exit codes of `board.h`.
  private static let fault: Int32 = 99
  private static let channelFailed: Int32 = 98
  private static let stackOverflow: Int32 = 97
  private static let (inputName, outputName, countsName) = (
    "input.bin", "output.bin", "counts.txt"
  )

  let board: Board
  /// QEMU, or the runner that is compiled for an AVR.
  let path: String
  /// The plugin that counts; nil for an AVR, whose runner always does.
  ///
  /// The path is relative to `folder`, because QEMU takes a comma in it for its end.
  let counter: String?
  /// Where programs lie and run.
  let folder: URL
  let deadline: Double
  let isCancelled: @Sendable () -> Bool

  /// Runs `program` on `input`.
  ///
  /// - Parameters:
  ///   - program: The file.
  ///   - input: What it reads.
  ///   - symbols: Its symbols.
  ///   - isCounting: Whether QEMU counts between the marks; an AVR's runner always does.
  func run(
    _ program: String,
    input: [UInt8],
    symbols: [String: Int],
    isCounting: Bool = false
  ) throws -> Run {
    try Data(input).write(to: file(Emulator.inputName))
    try Data().write(to: file(Emulator.outputName))
    try Data().write(to: file(Emulator.countsName))
    let process = ChildProcess(folder: folder, deadline: deadline, isCancelled: isCancelled)
    let ending = try process.run(path, arguments(program, symbols, isCounting))
    return Run(ending: ending, output: Array(try Data(contentsOf: file(Emulator.outputName))))
  }

  /// What the last run measured.
  func passes() throws -> [Pass] {
    let text = String(decoding: try Data(contentsOf: file(Emulator.countsName)), as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
      let numbers = line.split(separator: " ").compactMap { Int($0) }
      return numbers.count == 2 ? Pass(count: numbers[0], stack: numbers[1]) : nil
    }
  }

  private func file(_ name: String) -> URL { folder.appendingPathComponent(name) }

  private func arguments(
    _ program: String,
    _ symbols: [String: Int],
    _ isCounting: Bool
  ) throws -> [String] {
    func address(_ symbol: String) throws -> Int {
      guard let address = symbols[symbol] else {
        throw VerificationFailure.toolFailed(tool: path, message: "\(program) has no \(symbol)")
      }
      return address
    }
    if board.family == .avr { return [board.machine, program, "\(try address("_end"))"] }
    var arguments = [
      "-M", board.machine, "-display", "none", "-monitor", "none", "-serial", "none",
      "-semihosting-config", "enable=on,target=native", "-kernel", program,
    ]
    if board.family == .rv32 { arguments += ["-bios", "none"] }
    if let counter, isCounting {
      let places = try [
        ("begin", "board_begin"), ("end", "board_end"), ("low", "board_stack_limit"),
        ("high", "board_stack_top"),
      ].map { "\($0.0)=\(try address($0.1) & ~1)" }
      arguments += [
        "-plugin", ([counter] + places + ["out=\(Emulator.countsName)"]).joined(separator: ","),
      ]
    }
    return arguments
  }
}
