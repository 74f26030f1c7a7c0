import Foundation

/// What `tinysnn study list` prints: one row for each run.
public struct StudyListTable: Sendable {
  /// One run.
  public struct Entry: Encodable, Hashable, Sendable {
    /// The path of the run folder.
    public var run: String
    /// `feasible` or `infeasible`, and without an outcome `running` or `unfinished`.
    public var state: String
    /// Finished trials.
    public var trials: Int
    /// The validation accuracy of the winner, or of the nearest miss.
    public var accuracy: Double?
    /// Its bytes of flash.
    public var flashBytes: Int?

    /// Creates the entry of a run from its journal, and from its summary once it has one.
    ///
    /// - Parameter isRunning: Whether a process works on it.
    public init(
      run: String,
      journal: JournalContents?,
      summary: RunSummary?,
      isRunning: Bool = false
    ) {
      self.run = run
      let model = summary?.selected ?? summary?.closest
      state = summary?.status.rawValue ?? (isRunning ? "running" : "unfinished")
      trials = summary?.trials.total ?? TrialCounts(journal?.trials ?? []).total
      accuracy = model?.validationAccuracy
      flashBytes = model?.flashBytes
    }

    private enum CodingKeys: String, CodingKey {
      case run, state, trials
      case accuracy = "validation_accuracy"
      case flashBytes = "flash_bytes"
    }
  }

  /// The runs.
  public var entries: [Entry]

  /// Creates the table.
  public init(entries: [Entry]) {
    self.entries = entries
  }

  /// Returns the table as text that ends with a line feed.
  public func render(_ format: TableFormat) throws -> String {
    if format == .json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(entries), as: UTF8.self) + "\n"
    }
    var table = TextTable(
      columns: ["run", "state", "trials", "validation_accuracy", "flash_bytes"])
    let absent = format == .csv ? "" : "-"
    for entry in entries {
      let accuracy = entry.accuracy.map {
        format == .csv ? "\($0)" : NumberText.percent($0)
      }
      table.add([
        entry.run, entry.state, "\(entry.trials)", accuracy ?? absent,
        entry.flashBytes.map(String.init) ?? absent,
      ])
    }
    return format == .csv ? table.csv() : table.text()
  }
}
