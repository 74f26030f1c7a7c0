/// The content of `report.md`: the question, the drawings, all points, and the cheapest ones within each loss.
struct SweepReport {
  private let summary: SweepSummary

  /// Creates the report of a sweep.
  init(_ summary: SweepSummary) {
    self.summary = summary
  }

  /// The text.
  var markdown: String {
    // A sweep in which nothing spikes has no drawing.
    let drawings = [(SweepCost.synops, "curve"), (.spikes, "spikes")].compactMap { cost, file in
      SweepPlot(summary, of: cost).map { _ in "![Accuracy against \(cost.noun)](\(file).svg)\n" }
    }
    let chosen = choices.map { choice in "## \(choice.heading)\n\n\(choice.table.markdown())" }
    return ([head] + drawings + chosen + ["## All points\n"] + summary.curves.map(points))
      .joined(separator: "\n")
  }

  /// What a terminal shows: the cheapest points without the drawings.
  func text(path: String) -> String {
    let chosen = choices.map { choice in "\(choice.heading):\n\n\(choice.table.text())\n" }
    return "\(summary.question)\n\n\(chosen.joined())files       \(path)\n"
  }

  private var head: String {
    let runs =
      NumberText.counted(summary.seeds.count, "seed")
      + (summary.folds.map { " with \($0) folds each" } ?? "")
    let source = summary.source.map { "Source: \($0).\n" } ?? ""
    return """
      # \(summary.question)

      \(source)\(summary.name): \(summary.dataset), \(summary.network), \
      \(NumberText.counted(summary.epochs, "epoch")), \(runs). Compared with: \(summary.baseline).

      Figures are means over seeds and folds, ± the standard deviation, on test samples unless it says otherwise. Points \
      are chosen by their validation accuracy alone. Differences are paired by seed and fold, in percentage points with \
      their 95 % interval by Student's t, \(interval). Bars in the drawings are intervals of the mean. Time is the median \
      time of a training, with that of the networks that it starts from or learns from, over that of the baseline.

      """
  }

  /// What the intervals speak of.
  private var interval: String {
    summary.folds == nil
      ? "over trainings on one test part"
      : "wider by the training samples that folds share (Nadeau and Bengio 2003)"
  }

  // MARK: The cheapest points

  /// The cheapest points within one loss.
  private struct Choices {
    var heading: String
    var table: TextTable
  }

  private var choices: [Choices] {
    summary.losses.flatMap { loss in
      let found = SweepCost.allCases.map { cost in
        (cost: cost, choices: summary.best.filter { $0.loss == loss && $0.minimize == cost })
      }
      let isSame = found.allSatisfy { $0.choices.map(\.point) == found[0].choices.map(\.point) }
      guard !isSame else {
        return [table(found[0].choices, loss, "fewest synaptic operations, and fewest spikes")]
      }
      return found.map { table($0.choices, loss, "fewest \($0.cost.noun)") }
    }
  }

  private func table(
    _ choices: [SweepSummary.Choice],
    _ loss: Double,
    _ what: String
  ) -> Choices {
    var table = TextTable(columns: [
      "method", "setting", "accuracy", "difference", "spikes", "fewer", "operations", "fewer",
      "time",
    ])
    for choice in choices {
      guard let curve = summary.curves.first(where: { $0.name == choice.curve }) else { continue }
      guard let index = choice.point else {
        table.add([curve.name, "none within"] + Array(repeating: "-", count: 7))
        continue
      }
      let point = curve.points[index]
      table.add([
        curve.name, Self.setting(curve, point), Self.accuracy(point.testAccuracy),
        Self.difference(point.testAccuracyDifference), Self.count(point.spikes),
        Self.ratio(point.spikesReduction), Self.count(point.synops),
        Self.ratio(point.synopsReduction), Self.ratio(point.relativeSeconds),
      ])
    }
    let points = ConfigValue.double(loss).normalized
    return Choices(
      heading: "Within \(points) points of \(summary.baseline): \(what)",
      table: table
    )
  }

  // MARK: All points

  private func points(of curve: SweepSummary.Curve) -> String {
    var table = TextTable(columns: [
      curve.key ?? "setting", "validation", "accuracy", "difference", "spikes", "operations",
      "rate", "time",
    ])
    var notes: [String] = []
    for point in curve.points {
      let setting = point.value?.description ?? "-"
      let rate = point.spikeRate.map { NumberText.percent($0.mean) } ?? "-"
      table.add([
        setting, Self.accuracy(point.validationAccuracy), Self.accuracy(point.testAccuracy),
        curve.name == summary.baseline ? "-" : Self.difference(point.testAccuracyDifference),
        Self.scattered(point.spikes),
        Self.scattered(point.synops), rate, Self.ratio(point.relativeSeconds),
      ])
      notes += point.failures.map {
        "\(setting): \(point.trainings) trainings; others failed: \($0)\n"
      }
    }
    let source = curve.source == summary.source ? "" : curve.source.map { "\($0).\n\n" } ?? ""
    return "### \(curve.name)\n\n\(source)\(table.markdown())"
      + (notes.isEmpty ? "" : "\n" + notes.joined(separator: "\n"))
  }
}

extension SweepReport {
  /// The setting of a point, its key by its last step.
  static func setting(_ curve: SweepSummary.Curve, _ point: SweepSummary.Point) -> String {
    guard let key = curve.key, let value = point.value else { return "-" }
    return "\(key.split(separator: ".").last ?? "") \(value)"
  }

  /// A mean accuracy in percent with its deviation.
  static func accuracy(_ figures: SampleStatistics?) -> String {
    guard let figures else { return "-" }
    return NumberText.fixed(figures.mean * 100, 2)
      + (figures.deviation.map { " ± \(NumberText.fixed($0 * 100, 2))" } ?? "") + " %"
  }

  /// A mean difference in points with its interval.
  static func difference(_ figures: SampleStatistics?) -> String {
    guard let figures else { return "-" }
    let mean = signed(figures.mean * 100)
    guard let half = figures.halfWidth else { return mean }
    return
      "\(mean) [\(signed((figures.mean - half) * 100)), \(signed((figures.mean + half) * 100))]"
  }

  /// A mean count.
  static func count(_ figures: SampleStatistics?) -> String {
    figures.map { NumberText.mean($0.mean) } ?? "-"
  }

  /// A mean count with its deviation.
  static func scattered(_ figures: SampleStatistics?) -> String {
    count(figures) + (figures?.deviation.map { " ± \(NumberText.mean($0))" } ?? "")
  }

  /// A ratio, for example `7.5x`.
  static func ratio(_ value: Double?) -> String {
    value.map { NumberText.fixed($0, $0 < 10 ? 2 : 1) + "x" } ?? "-"
  }

  private static func signed(_ points: Double) -> String {
    let text = NumberText.fixed(points, 2)
    return points >= 0 && !text.hasPrefix("-") ? "+\(text)" : text
  }
}

extension SweepCost {
  /// What it counts.
  fileprivate var noun: String {
    switch self {
    case .synops: "synaptic operations"
    case .spikes: "spikes"
    }
  }
}
