import ArgumentParser
import TinySNN

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare the exported C with the integer simulator, bit for bit.",
    discussion: """
      On the host: all layers' membranes and spikes of every step on at least 100 vectors, and the \
      class of every test sample. On a board: the export is compiled for it and run in its \
      emulator, the state of every layer is compared by a checksum after every step and after one \
      call of run, and flash, RAM, stack and instructions (on AVR cycles) are measured. Of a run \
      folder the files in export/ are taken as they are, and must be what the model gives, byte \
      for byte; the table is stored in the folder and shown in its report.

      Exit code 4 says that something differs, 3 that the program fits on no target that was \
      asked for, 69 that tools are missing and how to install them.
      """
  )

  @Argument(help: "The model file, or a run folder.")
  var model: String

  @Option(help: "Where the export runs; repeatable. all skips targets whose tools are missing.")
  var target: [TargetChoice] = [.one(.host)]

  @Option(help: "Samples that a board is given.")
  var samples = 100

  @Option(help: "The optimization of the compilers of boards.")
  var optimize: VerificationOptions.Optimization = .size

  @Option(help: "How the outcome is printed.")
  var format: OutputFormat = .text

  @OptionGroup var options: RunOptions

  func validate() throws {
    guard (1...65_535).contains(samples) else {
      throw ValidationError("--samples takes a number from 1 to 65535, found \(samples)")
    }
  }

  /// The targets that only `all` stands for: who names one wants it.
  private var optional: Set<VerificationTarget> {
    let named = target.filter { $0 != .all }.flatMap(\.targets)
    return target.contains(.all) ? Set(VerificationTarget.allCases).subtracting(named) : []
  }

  func run() throws {
    try Terminal.run {
      let table = try Pipeline(context: options.makeContext()).verify(
        modelOrRun: model,
        on: target.flatMap(\.targets),
        skippingMissing: optional,
        options: VerificationOptions(samples: samples, optimization: optimize)
      )
      try Terminal.write(format == .json ? table.json() : table.text)
      if table.hasDifferences { throw ExitCode(ExitStatus.mismatch.rawValue) }
      if !table.hasComparisons { throw ExitCode(ExitStatus.infeasible.rawValue) }
    }
  }
}

/// A target, or all of them.
enum TargetChoice: Hashable, ExpressibleByArgument {
  case all
  case one(VerificationTarget)

  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else if let target = VerificationTarget(rawValue: argument) {
      self = .one(target)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] { VerificationTarget.allCases.map(\.rawValue) + ["all"] }

  var defaultValueDescription: String {
    switch self {
    case .all: "all"
    case .one(let target): target.rawValue
    }
  }

  /// The targets that it stands for.
  var targets: [VerificationTarget] {
    switch self {
    case .all: VerificationTarget.allCases
    case .one(let target): [target]
    }
  }
}

extension VerificationOptions.Optimization: ExpressibleByArgument {}
