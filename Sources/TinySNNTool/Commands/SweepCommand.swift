import ArgumentParser
import Foundation
import TinySNN

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Train one network with and without methods, and compare what they cost and achieve.",
    discussion: """
      A configuration is an experiment with a section `sweep`: curves, each with the points of one method, \
      trained with several seeds. Several configurations run one after the other, each in a folder of its \
      own below --output, and end in one table over all methods, methods.md.
      """
  )

  @Argument(help: "The configurations (YAML).")
  var config: [String]

  @Option(
    help: ArgumentHelp(
      "The run folder, or of several configurations the folder of theirs. Default: results/<study>/<run>.",
      valueName: "dir"
    )
  )
  var output: String?

  @Flag(help: "Continue what is in the output folder, or start it if there is nothing.")
  var resume = false

  @Flag(
    help: "Print the resolved configuration, the number of trainings and an estimate, and stop."
  )
  var dryRun = false

  @Option(help: "How the outcome is printed.")
  var format: OutputFormat = .text

  @OptionGroup var options: RunOptions

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Override a key of the configurations, for example train.epochs=10.",
      valueName: "key=value"
    )
  )
  var overrides: [String] = []

  @Option(help: ArgumentHelp("One seed instead of sweep.seeds."))
  var seed: UInt64?

  func validate() throws {
    if config.count > 1 && output == nil && !dryRun {
      throw ValidationError("several configurations need --output, the folder of their runs")
    }
  }

  func run() throws {
    try Terminal.run(interrupted: "the same command with --resume continues") {
      let overrides = overrides + (seed.map { ["seed=\($0)", "sweep.seeds=[\($0)]"] } ?? [])
      // Every configuration is checked before the first one runs for an hour.
      let sweeps = try config.map { try Sweep(contentsOfFile: $0, overrides: overrides) }
      if dryRun {
        for sweep in sweeps { try Terminal.write(SweepEstimate(of: sweep).text) }
        return
      }
      let paths = try paths(of: sweeps)
      let pipeline = Pipeline(context: try options.makeContext())
      if sweeps.count > 1 { for sweep in sweeps { try pipeline.checkData(of: sweep) } }
      let summaries = try zip(sweeps, paths).map { sweep, path in
        try pipeline.sweep(sweep, in: path, resume: resume)
      }
      if summaries.count == 1, let summary = summaries.first {
        try Terminal.write(format == .json ? summary.json() : summary.text(path: paths[0]))
        return
      }
      let table = MethodsTable(summaries)
      try AtomicFile.write(Data(table.markdown.utf8), to: "\(output ?? ".")/methods.md")
      try Terminal.write(format == .json ? table.json() : table.markdown)
    }
  }

  /// The run folder of each sweep.
  private func paths(of sweeps: [Sweep]) throws -> [String] {
    guard sweeps.count > 1, let output else {
      return sweeps.map { output ?? RunDirectory.defaultPath(for: $0, resume: resume) }
    }
    let names = sweeps.map(\.experiment.name)
    if let name = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw InvalidRequest("two of the configurations have the name '\(name)'")
    }
    return names.map { "\(output)/\($0)" }
  }
}
