import SpikingNetworks

/// The content of `evaluations.csv`: one row for each distinct candidate that a study finished.
public struct EvaluationsTable: Hashable, Sendable {
  /// The columns before the searched keys.
  public static let leadingColumns = ["trial", "id", "state"]
  /// The columns after them.
  public static let figureColumns = [
    "validation_accuracy", "samples", "flash_bytes", "ram_bytes", "synops_per_inference",
    "spikes_per_inference", "silent_neurons", "memory_fraction", "energy_fraction",
    "energy_horowitz45nm", "energy_lemaire2022", "reason",
  ]

  /// The table.
  public let table: TextTable

  /// Creates the table of the finished trials in number order.
  ///
  /// A trial that repeats the work of an earlier one has no row of its own. The columns between are the
  /// searched keys.
  public init(trials: [Trial]) {
    let keys = trials.searchedKeys
    var table = TextTable(columns: Self.leadingColumns + keys + Self.figureColumns)
    for trial in trials where trial.state != .running && trial.duplicateOf == nil {
      table.add(Self.row(trial, keys))
    }
    self.table = table
  }

  /// The table as comma-separated values.
  public var csv: String { table.csv() }

  /// Returns the figures of a trial as exact text, empty where it has none.
  static func figures(of trial: Trial) -> [String] {
    guard let figures = trial.evaluation else {
      return Array(repeating: "", count: figureColumns.count - 1) + [trial.state.reason ?? ""]
    }
    return [
      "\(figures.validationAccuracy)", "\(figures.samples)", "\(figures.flashBytes)",
      "\(figures.ramBytes)", "\(figures.synopsPerInference)", "\(figures.spikesPerInference)",
      "\(figures.silentNeurons)", "\(figures.memoryFraction)", "\(figures.energyFraction)",
      figures.energy.map { "\($0.horowitz45nm)" } ?? "",
      figures.energy.map { "\($0.lemaire2022)" } ?? "", trial.state.reason ?? "",
    ]
  }

  private static func row(_ trial: Trial, _ keys: [String]) -> [String] {
    [String(trial.number), trial.id, trial.state.name]
      + keys.map { trial.candidate[$0]?.description ?? "" } + figures(of: trial)
  }
}
