import ArgumentParser
import Foundation
import TinySNN

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Search for the smallest model that meets the accuracy target, export and verify it.",
    discussion: """
      Without CONFIG the built-in experiment on the embedded 8x8 digits runs. Its target is left out if \
      --max-flash or --max-ram is given without --target-acc or --within; the target of a CONFIG stays.
      """
  )

  @Argument(help: "The configuration (YAML).")
  var config: String?

  @Option(
    help: ArgumentHelp("The validation accuracy to reach, for example 0.98.", valueName: "a")
  )
  var targetAcc: Double?

  @Option(
    help: ArgumentHelp(
      "Accept so many percentage points below the best float model.",
      valueName: "points"
    )
  )
  var within: Double?

  @Option(
    help: ArgumentHelp(
      "The most bytes of flash, besides the target; without one, the most accurate model that fits wins.",
      valueName: "bytes"
    )
  )
  var maxFlash: Int?

  @Option(help: ArgumentHelp("The most bytes of RAM, likewise.", valueName: "bytes"))
  var maxRam: Int?

  @Option(
    help: ArgumentHelp("The run folder. Default: results/<study>/<run>.", valueName: "dir")
  )
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Keep float models in this folder and take those that are there: several searches train once.",
      valueName: "dir"
    )
  )
  var models: String?

  @Flag(help: "Continue the run in the output folder, or start it if there is none.")
  var resume = false

  @Flag(
    help: "With --resume: end the study with the trials that it has, and export the best of them."
  )
  var finish = false

  @Flag(
    help:
      "Evaluate no candidate here: wait for `tinysnn study work` processes that share the folder."
  )
  var waitForWorkers = false

  @Flag(help: "Print the resolved configuration and what a run would cost, and stop.")
  var dryRun = false

  @Option(help: "How the outcome is printed.")
  var format: OutputFormat = .text

  @OptionGroup var options: RunOptions
  @OptionGroup var selection: ExperimentOptions

  func validate() throws {
    if targetAcc != nil && within != nil {
      throw ValidationError("--target-acc and --within exclude each other")
    }
    if let targetAcc, !(targetAcc > 0 && targetAcc <= 1) {
      throw ValidationError(
        "--target-acc takes a fraction above 0 and at most 1, found \(targetAcc)"
      )
    }
    if let within, !(0...100).contains(within) {
      throw ValidationError("--within takes percentage points from 0 to 100, found \(within)")
    }
    if finish && !resume { throw ValidationError("--finish needs --resume") }
    for (name, bytes) in [("--max-flash", maxFlash), ("--max-ram", maxRam)] {
      if let bytes, bytes < 0 { throw ValidationError("\(name) takes a number of bytes") }
    }
  }

  private static let afterInterruption = """
    the same command with --resume continues; with --resume --finish it ends the study here and \
    exports the best model if one meets the target
    """

  func run() throws {
    try Terminal.run(interrupted: Self.afterInterruption) {
      let experiment = tightened(
        try selection.experiment(config, builtInOverrides: builtInOverrides)
      )
      if dryRun {
        try Terminal.write(Estimate(of: experiment).text)
        return
      }
      let context = try options.makeContext(modelFolder: models)
      let path = output ?? RunDirectory.defaultPath(for: experiment, resume: resume)
      let outcome = try Pipeline(context: context).search(
        experiment,
        in: path,
        resume: resume,
        finish: finish,
        waitingForWorkers: waitForWorkers
      )
      switch format {
      case .json: try Terminal.write(outcome.summary.json())
      case .text: try Terminal.write(text(outcome))
      }
      if outcome.hasMismatch { throw ExitCode(ExitStatus.mismatch.rawValue) }
      if let failure = outcome.unusableCompiler { throw failure }
      if outcome.summary.status == .infeasible { throw ExitCode(ExitStatus.infeasible.rawValue) }
    }
  }

  /// What bounds alone change in the built-in experiment: its target is nobody's wish.
  private var builtInOverrides: [String] {
    let hasTarget = targetAcc != nil || within != nil
    return !hasTarget && (maxFlash != nil || maxRam != nil) ? ["search.target="] : []
  }

  /// The experiment with the target and the bounds of the command line.
  private func tightened(_ experiment: Experiment) -> Experiment {
    var experiment = experiment
    if let targetAcc { experiment.search.target = .accuracy(targetAcc) }
    if let within { experiment.search.target = .within(points: within) }
    if let maxFlash {
      experiment.search.constraints.append(Constraint(.flashBytes, atMost: Double(maxFlash)))
    }
    if let maxRam {
      experiment.search.constraints.append(Constraint(.ramBytes, atMost: Double(maxRam)))
    }
    return experiment
  }

  private func text(_ outcome: SearchOutcome) throws -> String {
    let front = try StudyTable(frontEnd: outcome.front).render(.table)
    let summary = SummaryText(
      summary: outcome.summary,
      runPath: outcome.path,
      objective: outcome.front.objective,
      constraints: outcome.constraints,
      notes: outcome.notes
    )
    return "Pareto front of \(outcome.front.objective.title) and validation accuracy:\n\n"
      + "\(front)\n\(summary.text)"
  }
}
