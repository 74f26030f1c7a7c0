import ArgumentParser
import Foundation
import TinySNN

struct DatasetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets",
    abstract: "Say which data sets there are and where they are looked for.",
    subcommands: [List.self, Info.self],
    defaultSubcommand: List.self
  )

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the data sets.")

    @Option(help: ArgumentHelp("The folder with the data sets.", valueName: "dir"))
    var dataDir: String?

    func run() throws {
      try Terminal.run {
        try Terminal.write(DatasetText(locator: .current(dataDir)).list)
      }
    }
  }

  struct Info: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Describe one data set.")

    @Argument(help: "Its name.")
    var name: DatasetKind

    @Option(help: ArgumentHelp("The folder with the data sets.", valueName: "dir"))
    var dataDir: String?

    func run() throws {
      try Terminal.run {
        try Terminal.write(DatasetText(locator: .current(dataDir)).info(name))
      }
    }
  }
}

extension DatasetKind: ExpressibleByArgument {}

extension DatasetLocator {
  /// The locator of this process.
  fileprivate static func current(_ dataDir: String?) -> DatasetLocator {
    DatasetLocator(dataDirectory: dataDir, environment: ProcessInfo.processInfo.environment)
  }
}
