import Foundation
import Testing

/// A run folder that a search left, with the process's result.
struct Run {
  /// The folder that holds the run folder and its configuration.
  let folder: TemporaryFolder
  /// The name of the run folder in it.
  var name = "run"
  /// What the process printed and how it ended.
  var result: ToolResult

  /// A finished search of the tiny configuration, made once for all tests that only read it.
  static var finished: Run { get throws { try shared.get() } }
  private static let shared = Result { try search(Configurations.tiny).kept() }

  /// A finished search of the long configuration that nothing disturbed.
  static var undisturbed: Run { get throws { try longShared.get() } }
  private static let longShared = Result { try search(Configurations.long).kept() }

  private func kept() -> Run {
    folder.removeAtExit()
    return self
  }

  /// Searches `configuration` in a new temporary folder.
  static func search(
    _ configuration: String,
    _ arguments: String...,
    environment: [String: String] = Tool.environment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Run {
    let folder = try TemporaryFolder()
    try folder.write(configuration, to: "config.yaml")
    let result = try Tool.built.run(
      ["search", "config.yaml", "--output", "run"] + arguments,
      in: folder,
      environment: environment,
      sourceLocation: sourceLocation
    )
    return Run(folder: folder, result: result)
  }

  /// Reads a file of the run.
  func text(_ file: String) throws -> String { try folder.text("\(name)/\(file)") }

  /// All files of the run, with paths relative to its folder.
  var files: [String] { get throws { try folder.files(below: name) } }

  /// The content of `summary.json`.
  var summary: JSON { get throws { try JSON(try text("summary.json")) } }

  /// The lines of the journal.
  var journal: [String] {
    get throws { try text("journal.jsonl").split(separator: "\n").map(String.init) }
  }

  /// `summary.json` without what may differ between equal runs.
  var summaryWithoutSeconds: JSON {
    get throws {
      guard case .object(var members) = try summary else { return .null }
      members["seconds"] = nil
      return .object(members)
    }
  }

  /// The files whose bytes follow from configuration and seed, by path.
  var reproducible: [String: Data] {
    get throws {
      let varying: Set = ["summary.json", "report.html"]
      return try Dictionary(
        uniqueKeysWithValues: files.filter { !varying.contains($0) }
          .map { ($0, try folder.data("\(name)/\($0)")) }
      )
    }
  }
}
