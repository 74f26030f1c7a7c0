import CodeGeneration
import Foundation
import Quantization
import SpikingNetworks

/// An export that is written, compiled and run in a temporary folder.
struct CompiledExport {
  /// What the compiled programs said.
  struct Outcome {
    var selfTest: String
    var traces: [SimulationTrace]
    var predictions: [Int]
  }

  /// Runs `bundle`'s self-test, and a driver on `traced` inputs and on all samples of `classified`.
  static func run(
    _ bundle: CSourceBundle,
    exporter: CHeaderExporter,
    compiler: HostCompiler,
    traced: [[UInt8]],
    classified: SampleSet
  ) throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tinysnn-verify-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for file in bundle.files {
      try file.text.write(
        to: folder.appendingPathComponent(file.name),
        atomically: false,
        encoding: .utf8
      )
    }
    try exporter.hostDriver.write(
      to: folder.appendingPathComponent("host_driver.c"),
      atomically: false,
      encoding: .utf8
    )
    try compiler.compile("selftest.c", output: "selftest", in: folder)
    try compiler.compile("host_driver.c", output: "host_driver", in: folder)

    func program(_ name: String, _ arguments: [String], _ input: Data) throws
      -> ChildProcess.Result
    {
      let path = folder.appendingPathComponent(name).path
      let result = try ChildProcess(folder: folder, deadline: 600).run(
        path,
        arguments,
        input: input
      )
      guard !result.timedOut else {
        throw VerificationFailure.programFailed(program: name, message: "it did not end in time")
      }
      return result
    }

    let selfTest = try program("selftest", [], Data())
    let lines = String(decoding: selfTest.output, as: UTF8.self).split(separator: "\n")
    let traceBytes = try program("host_driver", ["0", "trace"], Data(traced.joined()))
    let classBytes = try program("host_driver", ["0", "classes"], Data(classified.inputs))
    guard let traces = exporter.traces(fromHostDriver: Array(traceBytes.output)),
      traces.count == traced.count, classBytes.output.count == 2 * classified.count
    else {
      throw VerificationFailure.programFailed(
        program: "host_driver",
        message: "its output has the wrong length"
      )
    }
    let bytes = Array(classBytes.output)
    return Outcome(
      selfTest: lines.last.map(String.init) ?? "FAIL (exit status \(selfTest.status))",
      traces: traces,
      predictions: (0..<classified.count).map { Int(bytes[2 * $0]) + 256 * Int(bytes[2 * $0 + 1]) }
    )
  }
}
