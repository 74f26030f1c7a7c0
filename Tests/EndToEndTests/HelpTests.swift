import Foundation
import Testing

/// Help texts, which are golden, and what can be known without running anything.
@Suite struct HelpTests {
  @Test(
    "The help of every command is as it was reviewed",
    arguments: [
      "", "search", "sweep", "study", "study list", "study show", "study best", "study front",
      "study work", "train", "evaluate", "quantize", "inspect", "export", "verify", "report",
      "datasets", "datasets list",
      "datasets info", "init",
    ]
  )
  func help(_ command: String) throws {
    let words = command.split(separator: " ").map(String.init)
    let result = try Tool.built.run(words + ["--help"], in: TemporaryFolder())
    #expect(result.status == 0)
    #expect(result.errors == "")
    let name = (["help"] + words).joined(separator: "-")
    try expectSnapshot(result.output, named: "\(name).txt")
  }

  @Test("The root's help lists exactly the commands that have a golden help")
  func subcommands() throws {
    let help = try Tool.built.run(in: TemporaryFolder()).output
    let lines = help.split(separator: "\n").drop { !$0.hasPrefix("SUBCOMMANDS:") }.dropFirst()
    let commands = lines.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }.filter { $0 != "See" }
    #expect(
      commands == [
        "search", "sweep", "study", "train", "evaluate", "quantize", "inspect", "export", "verify",
        "report", "datasets", "init",
      ]
    )
  }

  @Test("--version prints the version")
  func version() throws {
    let result = try Tool.built.run("--version", in: TemporaryFolder())
    #expect(result.status == 0)
    #expect(result.output.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
    #expect(try Run.finished.summary["version"] == .string(String(result.output.dropLast())))
  }
}
