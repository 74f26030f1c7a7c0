import ArgumentParser
import TinySNN

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measure a model on the data set it was made for.",
    discussion: """
      A model with integers is evaluated in integers and in floating point, one without in floating point.
      Look at the test part once, when nothing is chosen by it any more.
      """
  )

  @Argument(help: "The model file, or a run folder.")
  var model: String

  @Option(help: "Which part of the data set.")
  var split: DatasetPart = .validation

  @Option(help: "How the figures are printed.")
  var format: OutputFormat = .text

  @OptionGroup var options: RunOptions

  func run() throws {
    try Terminal.run {
      let artifact = try ModelArtifact(contentsOfModelOrRun: model)
      let report = try Pipeline(context: options.makeContext()).evaluate(artifact, on: split)
      try Terminal.write(format == .json ? try report.json() : report.text)
    }
  }
}

struct QuantizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantize",
    abstract: "Quantize a trained model with the precisions of its configuration.",
    discussion: "With quantize.method=qat it is trained on through its integers."
  )

  @Argument(help: "The model file, or a run folder.")
  var model: String

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "A precision, for example quantize.weights.bits=3.",
      valueName: "key=value"
    )
  )
  var overrides: [String] = []

  @Option(help: ArgumentHelp("The model file to write.", valueName: "file"))
  var output = "quantized.tsnn"

  @OptionGroup var options: RunOptions

  func run() throws {
    try Terminal.run {
      let artifact = try ModelArtifact(contentsOfModelOrRun: model)
      // What can be wrong at once is said at once, not after a training.
      try AtomicFile.checkWritable(output)
      let quantized = try Pipeline(context: options.makeContext())
        .quantize(artifact, overrides: overrides)
      try quantized.write(to: output)
      try Terminal.write(ModelText(quantized).inspection + "\nfiles       \(output)\n")
    }
  }
}

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Print what a model file holds: layers, precisions, bytes, proven ranges."
  )

  @Argument(help: "The model file, or a run folder.")
  var model: String

  @Option(help: "How it is printed.")
  var format: OutputFormat = .text

  func run() throws {
    try Terminal.run {
      let text = ModelText(try ModelArtifact(contentsOfModelOrRun: model))
      try Terminal.write(format == .json ? try text.json() : text.inspection)
    }
  }
}

extension DatasetPart: ExpressibleByArgument {}
