import ArgumentParser
import Foundation
import TinySNN

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a quantized model as C99 headers with a self-test."
  )

  @Argument(help: "The model file, or a run folder.")
  var model: String

  @Option(help: ArgumentHelp("The folder to write.", valueName: "dir"))
  var output: String

  @Option(help: ArgumentHelp("The prefix of all names, a C identifier.", valueName: "id"))
  var name: String?

  @Option(help: "A form of the export; repeatable.")
  var package: [ExportPlan.Package] = [.header]

  func run() throws {
    try Terminal.run {
      let artifact = try ModelArtifact(contentsOfModelOrRun: model)
      let files = try artifact.export(name: name, to: output)
      try Terminal.write(files.map { "\(output)/\($0)\n" }.joined())
      try Terminal.write("\ncc -std=c99 \(output)/selftest.c -o selftest && ./selftest\n")
    }
  }
}

extension ExportPlan.Package: ExpressibleByArgument {}
