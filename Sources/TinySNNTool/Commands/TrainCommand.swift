import ArgumentParser
import TinySNN

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train the float network of a configuration and write it as a model file.",
    discussion: """
      The state of an unfinished training is kept in FILE.checkpoint, every 15 seconds (other numbers: \
      $TINYSNN_CHECKPOINT_SECONDS) and after Ctrl-C; --resume goes on from there, with the same samples, \
      engine and version. A finished FILE is replaced without --resume; a checkpoint never is (exit code \
      74).
      """
  )

  @Argument(help: "The configuration (YAML); the built-in one if absent.")
  var config: String?

  @Option(help: ArgumentHelp("The model file to write.", valueName: "file"))
  var output = "model.tsnn"

  @Flag(
    help:
      "Continue the training of the model file, start it if there is none, return a finished one."
  )
  var resume = false

  @OptionGroup var options: RunOptions
  @OptionGroup var selection: ExperimentOptions

  func run() throws {
    try Terminal.run(interrupted: "the same command with --resume continues") {
      let experiment = try selection.experiment(config)
      let artifact = try Pipeline(context: options.makeContext())
        .train(experiment, to: output, resume: resume)
      try Terminal.write(ModelText(artifact).training + "files       \(output)\n")
    }
  }
}
