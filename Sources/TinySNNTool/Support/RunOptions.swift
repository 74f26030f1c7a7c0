import ArgumentParser
import Dispatch
import Foundation
import SpikingNetworks
import TinySNN

/// The options of every command that trains or reads data.
struct RunOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Threads to use; no result depends on it. Default: all processors.",
      valueName: "n"
    )
  )
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "The folder with the data sets. Default: $TINYSNN_DATA_DIR, then the cache folder.",
      valueName: "dir"
    )
  )
  var dataDir: String?

  @Flag(help: "Print results and errors only.")
  var quiet = false

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs takes a number from 1 to 1024, found \(jobs)")
    }
  }

  /// What a run takes from this process: threads, clock, environment, terminal, Ctrl-C.
  ///
  /// - Parameter modelFolder: Where float models are kept for other studies, too.
  func makeContext(modelFolder: String? = nil) throws -> RunContext {
    let environment = ProcessInfo.processInfo.environment
    let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    let now: @Sendable () -> Double = {
      Double(DispatchTime.now().uptimeNanoseconds) * 1e-9
    }
    let progress = TerminalProgress(
      style: .choose(
        isTerminal: Terminal.isInteractive,
        width: Terminal.width,
        noColor: environment["NO_COLOR"],
        quiet: quiet
      ),
      clock: now,
      write: { Terminal.complain($0) }
    )
    let interruption = Interruption()
    return RunContext(
      engine: TrainingEngine(
        kernels: try kernels(environment),
        workers: WorkerPool(workers: jobs)
      ),
      jobs: jobs,
      locator: DatasetLocator(dataDirectory: dataDir, environment: environment),
      modelFolder: modelFolder,
      progress: progress,
      now: now,
      pause: { usleep(200_000) },
      isCancelled: { interruption.isRequested },
      checkpointInterval: try checkpointInterval(environment),
      environment: environment,
      version: Version.text
    )
  }

  /// The seconds of `$TINYSNN_CHECKPOINT_SECONDS`, or the usual ones.
  private func checkpointInterval(_ environment: [String: String]) throws -> Double {
    guard let text = environment["TINYSNN_CHECKPOINT_SECONDS"], !text.isEmpty else {
      return RunContext.defaultCheckpointInterval
    }
    guard let seconds = Double(text), (0...86_400).contains(seconds) else {
      throw InvalidRequest(
        "TINYSNN_CHECKPOINT_SECONDS is '\(text)'; expected a number from 0 to 86400"
      )
    }
    return seconds
  }

  /// The kernels of `$TINYSNN_ISA`, or the fastest ones of this processor.
  private func kernels(_ environment: [String: String]) throws -> VectorKernels {
    guard let name = environment["TINYSNN_ISA"], !name.isEmpty else { return .best }
    let known = InstructionSet.allCases.map(\.rawValue).joined(separator: ", ")
    guard let set = InstructionSet(rawValue: name) else {
      throw InvalidRequest("TINYSNN_ISA is '\(name)'; expected one of \(known)")
    }
    guard let kernels = VectorKernels(instructionSet: set) else {
      throw InvalidRequest("TINYSNN_ISA is '\(name)', which this processor does not have")
    }
    return kernels
  }
}

/// The configuration of a command.
struct ExperimentOptions: ParsableArguments {
  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Override a key of the configuration, for example train.epochs=10.",
      valueName: "key=value"
    )
  )
  var overrides: [String] = []

  @Option(help: ArgumentHelp("The key of every random draw: seed in the configuration."))
  var seed: UInt64?

  /// Returns the experiment of the file `path`, or the built-in one.
  ///
  /// - Parameter builtInOverrides: Assignments for the built-in one alone; those of the user come after.
  func experiment(_ path: String?, builtInOverrides: [String] = []) throws -> Experiment {
    let overrides = overrides + (seed.map { ["seed=\($0)"] } ?? [])
    guard let path else { return try .builtIn(overrides: builtInOverrides + overrides) }
    return try Experiment(contentsOfFile: path, overrides: overrides)
  }
}

/// How a command prints its result.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json
}
