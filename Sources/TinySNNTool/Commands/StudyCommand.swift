import ArgumentParser
import Foundation
import TinySNN

struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "Look into the trials of runs.",
    subcommands: [List.self, Show.self, Best.self, Front.self, Work.self]
  )

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the runs below a folder.")

    @Argument(help: "The folder.")
    var folder = "results"

    @Option(help: "How the table is printed.")
    var format: TableFormat = .table

    func run() throws {
      try Terminal.run {
        let entries = try RunDirectory.runs(below: folder).map { directory in
          StudyListTable.Entry(
            run: directory.path,
            journal: try? JournalContents(contentsOf: directory.path(of: .journal)),
            summary: try? directory.readSummary(),
            isRunning: directory.isDriven
          )
        }
        try Terminal.write(StudyListTable(entries: entries).render(format))
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print all trials of a run.")
    @OptionGroup var arguments: RunArguments

    func run() throws {
      try arguments.print { StudyTable(trials: $0.trials) }
    }
  }

  struct Best: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the winner of a run, or the nearest miss."
    )
    @OptionGroup var arguments: RunArguments

    func run() throws {
      try arguments.print { StudyTable(best: $0.selection) }
    }
  }

  struct Front: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the trials that no other beats in both size and accuracy."
    )
    @OptionGroup var arguments: RunArguments

    func run() throws {
      try arguments.print { StudyTable(front: $0.front) }
    }
  }

  struct Work: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Do one worker's share of the open candidates of a run.",
      discussion: """
        Candidates whose number leaves I when divided by N are evaluated; outcomes appear one by one in the run \
        folder, where `tinysnn search --wait-for-workers` (or --resume) collects them. Nothing else chooses \
        the work, so that job arrays, xargs and shells give the same study. Work that is done costs nothing.
        """
    )

    @Argument(help: ArgumentHelp("The run folder.", valueName: "run"))
    var folder: String

    @Option(help: ArgumentHelp("Which of the workers this is, from 0.", valueName: "i"))
    var index: Int

    @Option(help: ArgumentHelp("How many workers there are.", valueName: "n"))
    var of: Int

    @Flag(
      help:
        "Wait for the study if it has not begun, and go on with candidates that it opens later, until it ends."
    )
    var follow = false

    @Option(
      help: ArgumentHelp(
        "Keep float models in this folder and take those that are there, as `search` does.",
        valueName: "dir"
      )
    )
    var models: String?

    @OptionGroup var options: RunOptions

    func validate() throws {
      guard of > 0 else { throw ValidationError("--of takes a number of at least 1, found \(of)") }
      guard (0..<of).contains(index) else {
        throw ValidationError("--index takes a number from 0 to \(of - 1), found \(index)")
      }
    }

    func run() throws {
      try Terminal.run {
        let report = try Pipeline(context: options.makeContext(modelFolder: models))
          .work(in: folder, index: index, of: of, follow: follow)
        try Terminal.write(report.text)
      }
    }
  }

  struct RunArguments: ParsableArguments {
    @Argument(help: "The run folder.")
    var run: String

    @Option(help: "How the table is printed.")
    var format: TableFormat = .table

    func print(_ table: (StoredStudy) -> StudyTable) throws {
      try Terminal.run {
        try Terminal.write(table(StoredStudy(contentsOf: run)).render(format))
      }
    }
  }
}

extension TableFormat: ExpressibleByArgument {}
