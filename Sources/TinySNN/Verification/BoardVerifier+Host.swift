import CodeGeneration
import Foundation

extension BoardVerifier {
  /// Runs the samples on this machine and returns what differs, in words; nil if nothing does.
  func differenceOnHost(_ compiler: HostCompiler) throws -> String? {
    do {
      try compiler.compile(
        BoardVerifier.programSource,
        output: "device_program",
        in: folder,
        extra: ["boards/host.c", "-Iboards"]
      )
      let data = Data(exporter.deviceInput(inputs))
      try data.write(to: folder.appendingPathComponent("input.bin"))
      let result = try ChildProcess(
        folder: folder,
        deadline: options.deadline,
        isCancelled: isCancelled
      ).run(
        folder.appendingPathComponent("device_program").path,
        []
      )
      guard result.succeeded else { return "the device program failed: \(result.ending)" }
      let output = try Data(contentsOf: folder.appendingPathComponent("output.bin"))
      let records = exporter.deviceRecords(Array(output))
      guard records.count == expected.count else {
        return "the device program answered \(records.count) of \(expected.count) samples"
      }
      return firstDifference(records)
    } catch let failure as VerificationFailure where !failure.concernsTools {
      return failure.description
    }
  }
}
