import ArgumentParser
import TinySNN

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train the float network of a configuration and write it as a model file."
  )

  @Argument(help: "The configuration (YAML); the built-in one if absent.")
  var config: String?

  @Option(help: ArgumentHelp("The model file to write.", valueName: "file"))
  var output = "model.tsnn"

  @OptionGroup var options: RunOptions
  @OptionGroup var selection: ExperimentOptions

  func run() throws {
    try Terminal.run {
      let experiment = try selection.experiment(config)
      let artifact = try Pipeline(context: options.makeContext()).train(experiment)
      try artifact.write(to: output)
      try Terminal.write(ModelText(artifact).training + "files       \(output)\n")
    }
  }
}
