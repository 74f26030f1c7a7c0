import ArgumentParser
import CodeGeneration
import Foundation
import TinySNN

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a quantized model as C99 headers with a self-test.",
    discussion: """
      The header files lie at the top of the folder; a package beside them is a folder of its own, \
      which holds all it needs: cmake/ is a CMake project, arduino/ a library for Arduino and \
      PlatformIO.
      """
  )

  @Argument(help: "The model file, or a run folder.")
  var model: String

  @Option(help: ArgumentHelp("The folder to write.", valueName: "dir"))
  var output: String

  @Option(help: ArgumentHelp("The prefix of all names, a C identifier.", valueName: "id"))
  var name: String?

  @Option(help: "A form of the export; repeatable. Without one, those of the configuration.")
  var package: [ExportPackage] = []

  func run() throws {
    try Terminal.run {
      let artifact = try ModelArtifact(contentsOfModelOrRun: model)
      let packages = package.isEmpty ? nil : package
      let files = try artifact.export(name: name, packages: packages, to: output)
      try Terminal.write(files.map { "\(output)/\($0)\n" }.joined())
      try Terminal.write("\ncc -std=c99 \(output)/selftest.c -o selftest && ./selftest\n")
    }
  }
}

extension ExportPackage: ExpressibleByArgument {}
