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
            isRunning: StudyJournal.isLocked(directory.path(of: .journal))
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
      try arguments.print { StudyTable(best: $0.best) }
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
      abstract: "Do one worker's share of a run (not part of this version: exits with 69)."
    )

    @Argument(help: ArgumentHelp("The run folder.", valueName: "run"))
    var folder: String

    @Option(help: ArgumentHelp("Which of the workers this is.", valueName: "i"))
    var index: Int

    @Option(help: ArgumentHelp("How many workers there are.", valueName: "n"))
    var of: Int

    func run() throws {
      try Terminal.run {
        throw MissingTool(
          "`study work` is not part of this version; `tinysnn search --jobs N` uses all processors "
            + "of one machine"
        )
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
