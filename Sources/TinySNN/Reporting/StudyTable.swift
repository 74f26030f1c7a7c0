import Foundation

/// What `tinysnn study show`, `best` and `front` print: trials with their figures and values.
public struct StudyTable: Sendable {
  /// The trials, one row each.
  public var trials: [Trial]
  /// The smaller and less accurate trials that were left out.
  private var omitted = 0

  /// Creates the table of all trials, running and repeated ones included: `study show`.
  public init(trials: [Trial]) {
    self.trials = trials
  }

  /// Creates the table of the front, cheapest first: `study front`.
  public init(front: ParetoFront) {
    self.trials = front.trials
  }

  /// Creates the table of the most accurate part of the front, which a search ends with.
  public init(frontEnd front: ParetoFront) {
    self.trials = Array(front.trials.suffix(Self.frontEndRows))
    omitted = front.trials.count - trials.count
  }

  /// What is left of a front that begins with models which know nothing.
  private static let frontEndRows = 12

  /// Creates the table of one trial, empty if there is none: `study best`.
  public init(best: Trial?) {
    self.trials = best.map { [$0] } ?? []
  }

  /// Returns the table as text that ends with a line feed.
  public func render(_ format: TableFormat) throws -> String {
    switch format {
    case .table: text()
    case .csv: csv()
    case .json: try json()
    }
  }

  /// Keys with one value in all rows are said once, above; the rest are columns by their last words.
  private func text() -> String {
    let keys = trials.searchedKeys
    let varied = keys.filter { key in
      trials.count == 1 || Set(trials.map { $0.candidate[key] }).count > 1
    }
    var lines = ""
    for key in keys where !varied.contains(key) {
      lines += "all: \(key) = \(trials[0].candidate[key]?.description ?? "-")\n"
    }
    var table = TextTable(
      columns: ["trial", "state", "accuracy", "flash", "ram", "synops", "spikes"]
        + Self.shortened(varied) + ["note"]
    )
    for trial in trials {
      let figures = trial.evaluation.map {
        [
          NumberText.percent($0.validationAccuracy), "\($0.flashBytes)", "\($0.ramBytes)",
          NumberText.fixed($0.synopsPerInference, 0), NumberText.fixed($0.spikesPerInference, 1),
        ]
      }
      let values = varied.map { trial.candidate[$0]?.description ?? "-" }
      table.add(
        ["\(trial.number)", trial.state.name] + (figures ?? Array(repeating: "-", count: 5))
          + values + [Self.note(trial)]
      )
    }
    let note =
      omitted == 0
      ? "" : "\(NumberText.counted(omitted, "smaller and less accurate candidate")) left out\n"
    return (lines.isEmpty ? "" : lines + "\n") + table.text() + note
  }

  /// Returns the last word of each key, with as many words before it as make it unique.
  static func shortened(_ keys: [String]) -> [String] {
    let words = keys.map { $0.split(separator: ".") }
    return words.indices.map { index in
      for length in 1...max(1, words[index].count) {
        let suffix = words[index].suffix(length)
        let rivals = words.filter { $0.suffix(length) == suffix }
        if rivals.count == 1 { return suffix.joined(separator: ".") }
      }
      return keys[index]
    }
  }

  private static func note(_ trial: Trial) -> String {
    let words = [
      trial.duplicateOf.map { "same as trial \($0)" },
      trial.state.reason?.split(whereSeparator: \.isNewline).joined(separator: " "),
    ]
    return words.compactMap { $0 }.joined(separator: ": ")
  }

  private func csv() -> String {
    let keys = trials.searchedKeys
    var table = TextTable(
      columns: EvaluationsTable.leadingColumns + ["duplicate_of"] + keys
        + EvaluationsTable.figureColumns
    )
    for trial in trials {
      let original = trial.duplicateOf.map(String.init) ?? ""
      table.add(
        ["\(trial.number)", trial.id, trial.state.name, original]
          + keys.map { trial.candidate[$0]?.description ?? "" }
          + EvaluationsTable.figures(of: trial)
      )
    }
    return table.csv()
  }

  private func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(trials.map(TrialRecord.init)), as: UTF8.self)
    return text + "\n"
  }
}
