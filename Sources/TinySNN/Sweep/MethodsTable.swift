/// The content of `methods.md`: one table over several sweeps, a row for each method.
public struct MethodsTable: Sendable {
  private let sweeps: [SweepSummary]

  /// Creates the table.
  public init(_ sweeps: [SweepSummary]) {
    self.sweeps = sweeps
  }

  /// The text.
  public var markdown: String {
    """
    # Methods

    Each method beside the baseline of its sweep, at its cheapest setting within the first loss of its sweep: the one with the fewest synaptic \
    operations whose mean validation accuracy is at most that far below the baseline of the sweep. Accuracies, \
    spikes and operations are those of test samples, differences in percentage points with their 95 % interval. Time \
    is that of a training, with the networks that it starts from or learns from, and its median over that of the \
    baseline.

    \(table.markdown())
    """
  }

  /// The content as JSON.
  public func json() throws -> String { try PrettyJSON.text(Content(sweeps: sweeps)) }

  private struct Content: Encodable {
    var schema = "tinysnn.sweeps/1"
    var sweeps: [SweepSummary]
  }

  /// The table.
  var table: TextTable {
    var table = TextTable(columns: [
      "method", "paper", "sweep", "data set", "loss", "setting", "accuracy", "difference",
      "spikes", "operations", "time",
    ])
    for sweep in sweeps {
      guard let loss = sweep.losses.first else { continue }
      if let point = sweep.curves.first(where: { $0.name == sweep.baseline })?.points.first {
        table.add([
          sweep.baseline, "-", sweep.name, sweep.dataset, "-", "baseline",
          SweepReport.accuracy(point.testAccuracy), "-", SweepReport.count(point.spikes),
          SweepReport.count(point.synops), Self.time(point),
        ])
      }
      for choice in sweep.best where choice.loss == loss && choice.minimize == .synops {
        guard let curve = sweep.curves.first(where: { $0.name == choice.curve }) else { continue }
        let lead = [
          curve.name, curve.source ?? "-", sweep.name, sweep.dataset,
          "\(ConfigValue.double(loss).normalized)",
        ]
        guard let index = choice.point else {
          table.add(lead + ["none within"] + Array(repeating: "-", count: 5))
          continue
        }
        let point = curve.points[index]
        table.add(
          lead + [
            SweepReport.setting(curve, point), SweepReport.accuracy(point.testAccuracy),
            SweepReport.difference(point.testAccuracyDifference),
            Self.reduced(point.spikes, point.spikesReduction),
            Self.reduced(point.synops, point.synopsReduction),
            Self.time(point),
          ]
        )
      }
    }
    return table
  }

  /// The mean seconds, and how many times those of the baseline.
  private static func time(_ point: SweepSummary.Point) -> String {
    (point.seconds.map { NumberText.fixed($0.mean, 1) + " s " } ?? "")
      + "(\(SweepReport.ratio(point.relativeSeconds)))"
  }

  /// A count, and how many times fewer that is.
  private static func reduced(_ figures: SampleStatistics?, _ reduction: Double?) -> String {
    SweepReport.count(figures) + (reduction.map { " (\(SweepReport.ratio($0)) fewer)" } ?? "")
  }
}
