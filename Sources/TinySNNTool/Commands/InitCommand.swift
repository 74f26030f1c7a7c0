import ArgumentParser
import TinySNN

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Print a commented configuration to start from."
  )

  @Option(help: "The data set.")
  var dataset: DatasetKind = .digits

  func run() throws {
    try Terminal.run {
      try Terminal.write(ConfigurationTemplate(dataset: dataset).text)
    }
  }
}
