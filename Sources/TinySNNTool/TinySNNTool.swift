import ArgumentParser
import TinySNN

/// The command line: parses arguments, calls the library, prints, and chooses the exit code.
@main
struct TinySNNTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tinysnn",
    abstract:
      "Finds the smallest spiking network that meets an accuracy target, and exports it as C.",
    discussion: """
      tinysnn search --target-acc 0.98        the whole job on the embedded digits
      tinysnn init > my.yaml                  a commented configuration to start from
      tinysnn search my.yaml                  the whole job on it

      Exit codes: 0 done, 3 no candidate meets the target, 4 verification found a mismatch,
      64 usage, 65 wrong configuration or data, 66 missing input, 69 missing tool,
      70 internal error, 74 cannot write, 130 interrupted (resumable).
      """,
    version: Version.text,
    subcommands: [
      SearchCommand.self, SweepCommand.self, StudyCommand.self, TrainCommand.self,
      EvaluateCommand.self,
      QuantizeCommand.self, InspectCommand.self, ExportCommand.self, VerifyCommand.self,
      ReportCommand.self, DatasetsCommand.self, InitCommand.self,
    ]
  )

  /// Runs the command that the arguments of this process name.
  static func main() {
    Terminal.prepare()
    main(nil)
  }
}
