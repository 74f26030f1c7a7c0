import ArgumentParser
import TinySNN

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare the exported C with the integer simulator, bit for bit.",
    discussion: """
      All layers' membranes and spikes of every step on at least 100 vectors, and the class of \
      every test sample. Of a run folder the files in export/ are compiled and run as they are, \
      and must be what the model gives, byte for byte. Exit code 4 says that something differs.
      """
  )

  @Argument(help: "The model file, or a run folder.")
  var model: String

  @Option(help: "Where the export runs; repeatable.")
  var target: [VerificationTarget] = [.host]

  @Option(help: "How the outcome is printed.")
  var format: OutputFormat = .text

  @OptionGroup var options: RunOptions

  func run() throws {
    try Terminal.run {
      for target in target where target != .host {
        throw MissingTool(
          "verification on \(target.rawValue) is not part of this version; known here: host"
        )
      }
      let report = try Pipeline(context: options.makeContext()).verify(modelOrRun: model)
      try Terminal.write(format == .json ? report.json() : report.text)
      if !report.passed { throw ExitCode(ExitStatus.mismatch.rawValue) }
    }
  }
}

/// The places where an export can be run.
enum VerificationTarget: String, CaseIterable, ExpressibleByArgument {
  case host
  case cortexM0 = "cortex-m0"
  case cortexM3 = "cortex-m3"
  case cortexM4 = "cortex-m4"
  case cortexM7 = "cortex-m7"
  case cortexM33 = "cortex-m33"
  case rv32imac
  case atmega2560
  case atmega328p
}
