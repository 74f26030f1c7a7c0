import Foundation

/// The folder of one run: its files, written whole or not at all.
public struct RunDirectory: Hashable, Sendable {
  /// The files that a run consists of.
  public enum File: String, CaseIterable, Sendable {
    /// The resolved configuration.
    case experiment = "experiment.yaml"
    /// The study journal.
    case journal = "journal.jsonl"
    /// One row for each evaluated candidate.
    case evaluations = "evaluations.csv"
    /// The outcome in figures.
    case summary = "summary.json"
    /// The selected model.
    case model = "model.tsnn"
    /// What `verify` found on each target.
    case verification = "verification.json"
    /// The report for people.
    case report = "report.html"
    /// The resolved configuration of a sweep.
    case sweep = "sweep.yaml"
    /// The record of a sweep.
    case points = "points.jsonl"
    /// One row for each training of a sweep.
    case pointsTable = "points.csv"
    /// The report of a sweep.
    case sweepReport = "report.md"
    /// Accuracy against synaptic operations.
    case curve = "curve.svg"
    /// Accuracy against spikes.
    case spikes = "spikes.svg"
  }

  /// The name of the folder with the C sources.
  public static let exportName = "export"

  /// The path of the folder.
  public let path: String

  /// Names the folder at `path` without touching it.
  public init(path: String) {
    self.path = path
  }

  /// Returns the folder at `path` to begin or continue a run in, creating it if needed.
  ///
  /// - Throws: `RunDirectoryError.exists` if there is a run and `resume` is false, `.cannotWrite`.
  public static func prepare(path: String, resume: Bool) throws -> RunDirectory {
    let directory = RunDirectory(path: path)
    if directory.hasRun, !resume { throw RunDirectoryError.exists(path: path) }
    try AtomicFile.createFolder(path)
    guard access(path, W_OK) == 0 else {
      throw RunDirectoryError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }
    return directory
  }

  /// Returns the folder of an existing run to read.
  ///
  /// - Throws: `RunDirectoryError.noRun`.
  public static func existing(path: String) throws -> RunDirectory {
    let directory = RunDirectory(path: path)
    guard directory.hasRun else { throw RunDirectoryError.noRun(path: path) }
    return directory
  }

  /// Whether a run was begun here.
  public var hasRun: Bool {
    [File.experiment, .journal, .summary, .sweep, .points].contains { contains($0) }
  }

  /// Whether the run ended and its summary is written.
  public var isFinished: Bool { contains(.summary) }

  /// Whether the file is there.
  public func contains(_ file: File) -> Bool {
    FileManager.default.fileExists(atPath: path(of: file))
  }

  /// Returns the path of a file of the run.
  public func path(of file: File) -> String { path(of: file.rawValue) }

  /// Returns the path of the file or folder `name`, which may contain slashes.
  public func path(of name: String) -> String {
    path.hasSuffix("/") ? path + name : path + "/" + name
  }

  /// The path of the folder with the C sources.
  public var exportPath: String { path(of: Self.exportName) }

  /// Reads a file of the run.
  ///
  /// - Throws: `RunDirectoryError.cannotRead`.
  public func read(_ file: File) throws -> Data {
    do { return try Data(contentsOf: URL(fileURLWithPath: path(of: file))) } catch {
      throw RunDirectoryError.cannotRead(
        path: path(of: file),
        reason: error.localizedDescription
      )
    }
  }

  /// Writes a file of the run; a crash leaves the old file or the new one, never a part.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  public func write(_ text: String, to file: File) throws {
    try write(Data(text.utf8), to: file.rawValue)
  }

  /// Writes a file of the run; a crash leaves the old file or the new one, never a part.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  public func write(_ data: Data, to file: File) throws {
    try write(data, to: file.rawValue)
  }

  /// Writes the file `name`, which may lie in a folder such as `export/`; the folder is created.
  ///
  /// - Throws: `RunDirectoryError.cannotWrite`.
  public func write(_ data: Data, to name: String) throws {
    try AtomicFile.write(data, to: path(of: name))
  }
}
