import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks

/// An export that is written, compiled and run in a temporary folder.
struct CompiledExport {
  /// What the compiled programs said, as far as they could be compiled and came to their end.
  struct Outcome {
    var selfTest: String?
    var traces: [SimulationTrace] = []
    var predictions: [Int] = []
    /// What the compiler refused and which program failed.
    var failures: [String] = []
  }

  /// What belongs to the files: its host driver is compiled with them.
  let exporter: CHeaderExporter
  let compiler: HostCompiler
  /// The seconds after which a program is stopped.
  let deadline: Double
  private let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("tinysnn-verify-\(UUID().uuidString)")

  init(exporter: CHeaderExporter, compiler: HostCompiler, deadline: Double) {
    self.exporter = exporter
    self.compiler = compiler
    self.deadline = deadline
  }

  /// Runs the self-test of `files`, and a driver on `traced` inputs and on all samples of `classified`.
  ///
  /// - Throws: `VerificationFailure.compilerUnusable`, or an error of the file system; what the files
  ///   themselves do wrong is part of the outcome.
  func run(
    _ files: ExportFiles,
    traced: [[UInt8]],
    classified: SampleSet
  ) throws -> Outcome {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try compiler.probe(in: folder)
    try files.write(to: folder)
    try Data(exporter.hostDriver.utf8).write(to: folder.appendingPathComponent("host_driver.c"))
    var outcome = Outcome()
    do {
      try compiler.compile("selftest.c", output: "selftest", in: folder)
      let selfTest = try program("selftest", [], Data())
      outcome.selfTest = selfTest.selfTestLine(selfTest.output)
      try compiler.compile("host_driver.c", output: "host_driver", in: folder)
      outcome.traces = try traces(of: traced)
      outcome.predictions = try predictions(of: classified)
    } catch let failure as VerificationFailure {
      outcome.failures.append(failure.description)
    }
    return outcome
  }

  private func traces(of inputs: [[UInt8]]) throws -> [SimulationTrace] {
    let bytes = try driver("trace", Data(inputs.joined()))
    guard let traces = exporter.traces(fromHostDriver: bytes), traces.count == inputs.count else {
      throw VerificationFailure.programFailed(
        program: "host_driver",
        message: "its output has the wrong length"
      )
    }
    return traces
  }

  private func predictions(of set: SampleSet) throws -> [Int] {
    let bytes = try driver("classes", Data(set.inputs))
    guard bytes.count == 2 * set.count else {
      throw VerificationFailure.programFailed(
        program: "host_driver",
        message: "its output has the wrong length"
      )
    }
    return (0..<set.count).map { Int(bytes[2 * $0]) + 256 * Int(bytes[2 * $0 + 1]) }
  }

  private func driver(_ mode: String, _ input: Data) throws -> [UInt8] {
    let result = try program("host_driver", ["0", mode], input)
    guard result.succeeded else {
      throw VerificationFailure.programFailed(program: "host_driver", message: result.ending)
    }
    return Array(result.output)
  }

  private func program(
    _ name: String,
    _ arguments: [String],
    _ input: Data
  ) throws -> ChildProcess.Result {
    let path = folder.appendingPathComponent(name).path
    var process = compiler.process(in: folder)
    process.deadline = deadline
    return try process.run(path, arguments, input: input)
  }
}
