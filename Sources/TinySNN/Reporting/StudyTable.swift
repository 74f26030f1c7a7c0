import Foundation

/// What `tinysnn study show`, `best` and `front` print: trials with their figures and values.
public struct StudyTable: Sendable {
  /// The trials, one row each.
  public var trials: [Trial]
  /// The cheaper and less accurate trials that were left out.
  private var omitted = 0
  /// Whether the one trial is a winner; nil for several, of which this is not the question.
  private var isFeasible: Bool?

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

  /// Creates the table of the winner or the nearest miss, and says which it is; empty if there is neither:
  /// `study best`.
  public init(best selection: Selection) {
    self.trials = selection.trial.map { [$0] } ?? []
    isFeasible = selection.winner != nil
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
    let feasible = isFeasible.map { [$0 ? "yes" : "no"] } ?? []
    // All trials saw the same samples, but for those that were given up.
    let hasPruned = trials.contains { $0.state == .pruned }
    let heads =
      ["accuracy"] + (hasPruned ? ["samples"] : []) + ["flash", "ram", "synops", "spikes"]
    var table = TextTable(
      columns: ["trial", "state"] + feasible.map { _ in "feasible" } + heads
        + Self.shortened(varied) + ["note"]
    )
    for trial in trials {
      let figures = trial.evaluation.map { Self.figures($0, hasPruned) }
      let values = varied.map { trial.candidate[$0]?.description ?? "-" }
      table.add(
        ["\(trial.number)", trial.state.name] + feasible
          + (figures ?? Array(repeating: "-", count: heads.count)) + values + [Self.note(trial)]
      )
    }
    let note =
      omitted == 0
      ? "" : "\(NumberText.counted(omitted, "cheaper and less accurate candidate")) left out\n"
    return (lines.isEmpty ? "" : lines + "\n") + table.text() + note
  }

  private static func figures(_ evaluation: Evaluation, _ withSamples: Bool) -> [String] {
    [NumberText.percent(evaluation.validationAccuracy)]
      + (withSamples ? ["\(evaluation.samples)"] : [])
      + [
        "\(evaluation.flashBytes)", "\(evaluation.ramBytes)",
        NumberText.fixed(evaluation.synopsPerInference, 0),
        NumberText.fixed(evaluation.spikesPerInference, 1),
      ]
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
      columns: EvaluationsTable.leadingColumns + (isFeasible == nil ? [] : ["feasible"])
        + ["duplicate_of"] + keys + EvaluationsTable.figureColumns
    )
    for trial in trials {
      let original = trial.duplicateOf.map(String.init) ?? ""
      table.add(
        ["\(trial.number)", trial.id, trial.state.name] + (isFeasible.map { ["\($0)"] } ?? [])
          + [original] + keys.map { trial.candidate[$0]?.description ?? "" }
          + EvaluationsTable.figures(of: trial)
      )
    }
    return table.csv()
  }

  private func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let records = trials.map { TrialRecord($0, isFeasible: isFeasible) }
    return String(decoding: try encoder.encode(records), as: UTF8.self) + "\n"
  }
}
