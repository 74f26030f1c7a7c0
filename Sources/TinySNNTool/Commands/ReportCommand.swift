import ArgumentParser
import TinySNN

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write report.html of a finished run again and print its summary."
  )

  @Argument(help: "The run folder.")
  var folder: String

  func run() throws {
    try Terminal.run {
      let report = try StoredStudy(contentsOf: folder).writeReport()
      try Terminal.write(report.text)
    }
  }
}
