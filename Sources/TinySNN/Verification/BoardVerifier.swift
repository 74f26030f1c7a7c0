import CodeGeneration
import Foundation
import Quantization

/// Builds an export for boards, runs samples on each, and compares what it says with the reference.
struct BoardVerifier {
  /// The sources of the two programs that are not exported.
  static let (programSource, footprintSource) = ("device_program.c", "footprint.c")

  let exporter: CHeaderExporter
  let options: VerificationOptions
  /// Where compilers and emulators are looked for.
  let environment: [String: String]
  /// Whether the user asked to stop.
  let isCancelled: @Sendable () -> Bool
  /// Where everything is built; the export and the board files are there.
  let folder: URL
  let inputs: [[UInt8]]
  let expected: [DeviceRecord]

  /// Prepares `folder` to build `files` in, and asks the simulator what is expected.
  ///
  /// - Throws: `Interrupted` if the user asked to stop, or an error of the file system.
  init(
    _ exporter: CHeaderExporter,
    _ files: ExportFiles,
    inputs: [[UInt8]],
    options: VerificationOptions,
    environment: [String: String],
    folder: URL,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws {
    self.exporter = exporter
    self.options = options
    self.environment = environment
    self.folder = folder
    self.isCancelled = isCancelled
    self.inputs = inputs
    let simulator = IntegerSimulator(exporter.network)
    expected = try inputs.enumerated().map {
      if isCancelled() { throw Interrupted() }
      return exporter.deviceRecord(of: simulator.trace($1[...], sample: $0))
    }
    try files.write(to: folder)
    try BoardFiles.write(to: folder.appendingPathComponent("boards"))
    for (name, text) in [
      (BoardVerifier.programSource, exporter.deviceProgram),
      (BoardVerifier.footprintSource, exporter.footprintProgram),
    ] {
      try Data(text.utf8).write(to: folder.appendingPathComponent(name))
    }
  }

  /// Verifies the export on the board of `target`.
  ///
  /// - Throws: `VerificationFailure` if a tool does not work, `Interrupted`, or an error of the file system;
  ///   what the export does wrong is part of the report.
  func verify(_ target: VerificationTarget, _ board: Board) throws -> VerificationReport {
    var report = VerificationReport(target: target.rawValue, method: .emulated, note: nil)
    do {
      let compiler = BoardCompiler(
        board: board,
        optimization: options.optimization,
        path: try path(board.family.toolPrefix + "gcc"),
        folder: folder,
        isCancelled: isCancelled
      )
      report.shortfalls = shortfalls(of: board)
      // The compiler refuses a struct or an array that is larger than what it can address.
      if exporter.stateBytes <= board.largestObject {
        report.figures = try figures(compiler, target)
      }
      guard report.shortfalls.isEmpty else { return report }
      let program = "device_program-\(target.rawValue)"
      let graph = board.family == .avr ? [] : ["-fcallgraph-info=su"]
      switch try compiler.link([BoardVerifier.programSource], output: program, extra: graph) {
      case .tooLarge(let shortfalls):
        report.shortfalls = shortfalls
        return report
      case .program: break
      }
      report.figures?.stackBound = try stackGraph(of: program).bound(of: "classify")
      let emulator = try emulator(board)
      try compare(program, compiler, emulator, &report)
      if report.shortfalls.isEmpty { try runSelfTest(target, compiler, emulator, &report) }
    } catch let failure as VerificationFailure where !failure.concernsTools {
      report.failures.append(failure.description)
    }
    return report
  }

  /// Runs all samples, then the first of them again under a counter; on an AVR one run does both.
  private func compare(
    _ program: String,
    _ compiler: BoardCompiler,
    _ emulator: Emulator,
    _ report: inout VerificationReport
  ) throws {
    let symbols = try BinaryInspector(compiler).symbols(of: program)
    let isAVR = emulator.counter == nil
    let run = try emulator.run(
      program,
      input: exporter.deviceInput(inputs),
      symbols: symbols
    )
    if let shortfall = run.shortfall {
      // What the program said after its variables were overwritten means nothing.
      report.shortfalls = [shortfall]
      return
    }
    var records = exporter.deviceRecords(run.output)
    let pairs = Array(zip(expected, records))
    let differing = pairs.filter { $0.firstDifference(from: $1, layers: layers) != nil }
    report.vectors = pairs.count
    report.mismatches = differing.count
    report.firstMismatch = firstDifference(records)
    report.predictionsCompared = pairs.count
    report.predictionMismatches = differing.count { $0.prediction != $1.prediction }
    if let failure = run.failure {
      report.failures.append("after \(records.count) of \(expected.count) samples: \(failure)")
      return
    }
    if records.count != expected.count {
      report.failures.append("\(records.count) of \(expected.count) samples were answered")
      return
    }
    if !isAVR {
      let counted = Array(inputs.prefix(min(options.samples, options.countedSamples)))
      let run = try emulator.run(
        program,
        input: exporter.deviceInput(counted),
        symbols: symbols,
        isCounting: true
      )
      records = exporter.deviceRecords(run.output)
      if let failure = run.failure {
        report.failures.append("not counted: \(failure)")
        return
      }
      if let difference = firstDifference(records) {
        report.failures.append("with the counter, \(difference)")
        return
      }
    }
    let passes = try emulator.passes().prefix(options.samples)
    guard passes.count == min(options.samples, records.count) else {
      throw VerificationFailure.toolFailed(
        tool: "the counter of \(report.target)",
        message: "\(passes.count) of \(min(options.samples, records.count)) samples were counted"
      )
    }
    report.figures?.count = DeviceFigures.Count(
      isAVR ? .cycles : .instructions,
      passes.map(\.count)
    )
    report.figures?.stackBytes =
      zip(passes, records).map { isAVR ? $0.stack : max(0, $1.stackPointer - $0.stack) }.max()
  }

  private func runSelfTest(
    _ target: VerificationTarget,
    _ compiler: BoardCompiler,
    _ emulator: Emulator,
    _ report: inout VerificationReport
  ) throws {
    let program = "selftest-\(target.rawValue)"
    switch try compiler.link(["selftest.c", "boards/printf.c"], output: program) {
    case .tooLarge(let shortfalls): report.note = Self.withoutSelfTest(shortfalls)
    case .program:
      let symbols = try BinaryInspector(compiler).symbols(of: program)
      let run = try emulator.run(program, input: [], symbols: symbols)
      if let shortfall = run.shortfall {
        report.note = Self.withoutSelfTest([shortfall])
        return
      }
      report.selfTest = run.ending.selfTestLine(run.output)
    }
  }

  private static func withoutSelfTest(_ shortfalls: [MemoryShortfall]) -> String {
    "the self-test does not fit beside its vectors: "
      + shortfalls.map(\.text).joined(separator: ", ")
  }

  private var layers: [String] { exporter.network.layers.map(\.name) }

  /// Where the first of `records` that differs from what is expected does so, in words.
  func firstDifference(_ records: [DeviceRecord]) -> String? {
    for (index, (expected, actual)) in zip(expected, records).enumerated() {
      if let text = expected.firstDifference(from: actual, layers: layers) {
        return "vector \(index), \(text)"
      }
    }
    return nil
  }
}
