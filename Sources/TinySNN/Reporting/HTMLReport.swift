/// The content of `report.html`: one page that needs no server, no script and no other file.
public struct HTMLReport: Sendable {
  /// The heading, usually the name of the study.
  public var title: String
  /// The outcome.
  public var summary: RunSummary
  /// All trials of the study.
  public var trials: [Trial]
  /// How the winner was chosen.
  public var rule: SelectionRule
  /// The layers of the winner, empty if there is none.
  public var layers: [LayerFigures]
  /// What to type to get this run again.
  public var reproduceCommand: String
  /// What the reader should know besides.
  public var notes: [String]
  /// What was verified after the run, nil if nothing was.
  public var verification: VerificationTable?

  /// Creates the report of a run.
  public init(
    title: String,
    summary: RunSummary,
    trials: [Trial],
    rule: SelectionRule,
    layers: [LayerFigures],
    reproduceCommand: String,
    notes: [String] = [],
    verification: VerificationTable? = nil
  ) {
    self.title = title
    self.summary = summary
    self.trials = trials
    self.rule = rule
    self.layers = layers
    self.reproduceCommand = reproduceCommand
    self.notes = notes
    self.verification = verification
  }

  /// The page.
  public var html: String {
    let front = ParetoFront(of: trials, minimizing: rule.objective)
    let winner = rule.select(from: trials).winner
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(HTMLText.escaped(title)) - tinysnn</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <h1>\(HTMLText.escaped(title))</h1>
      \(HTMLText.paragraph(subtitle, style: "soft"))\(outcome)\(plot(front, winner))\
      \(frontTable(front, winner))\(layerTable)\(activityTable)\(repeatTable)\(verificationTable)\(failureTable)\(reproduction)</body>
      </html>

      """
  }

  private var subtitle: String {
    let data = summary.dataset
    return "\(data.name): \(NumberText.grouped(data.train)) training, "
      + "\(NumberText.grouped(data.validation)) validation and "
      + "\(NumberText.counted(data.test, "test sample")); seed \(summary.seed); "
      + "tinysnn \(summary.version)"
  }

  private var outcome: String {
    var text = ""
    let goal =
      (summary.targetText.map { ["at least \($0)"] } ?? []) + rule.constraints.map(\.description)
    let wanted = goal.isEmpty ? "the target" : goal.joined(separator: " and ")
    if let model = summary.selected {
      let candidates = NumberText.counted(summary.trials.complete, "complete candidate")
      let best =
        summary.targetAccuracy == nil && !rule.objective.tradesAccuracy
        ? "the most accurate" : rule.objective.superlative
      text += HTMLText.paragraph(
        "Of \(candidates), \(best)\(goal.isEmpty ? "" : " with \(wanted)").",
        style: "lead"
      )
      text += cards(model)
      if let test = model.testAccuracy, let target = summary.targetAccuracy,
        summary.testReachesTarget == false
      {
        text += HTMLText.paragraph(
          "On test data, which was used once, after the choice, the model reaches "
            + "\(NumberText.percent(test)): below the target of \(NumberText.percent(target)).",
          style: "warning"
        )
      }
    } else {
      text += HTMLText.paragraph(
        "\(summary.outOfReachText ?? "No candidate has \(wanted).") Nothing was exported.",
        style: "lead warning"
      )
      if let model = summary.closest {
        text += HTMLText.paragraph(summary.closestText) + cards(model)
      }
    }
    return text + notes.map { HTMLText.paragraph($0, style: "warning") }.joined()
  }

  private func cards(_ model: RunSummary.ModelSummary) -> String {
    let baseline = summary.baseline
    let ratio = Double(baseline.parameterBytes) / Double(max(1, model.flashBytes))
    var cards = [
      (
        NumberText.percent(model.validationAccuracy),
        "validation accuracy (float \(NumberText.percent(baseline.validationAccuracy)))"
      )
    ]
    if let bound = model.validationLowerBound {
      let confidence = NumberText.shortPercent(RunSummary.ModelSummary.boundConfidence)
      cards.append(
        (
          NumberText.percent(bound),
          "lower bound of the validation accuracy, \(confidence) sure for one candidate; this is the "
            + "best of \(NumberText.grouped(summary.trials.total))"
        )
      )
    }
    if let test = model.testAccuracy {
      let float = baseline.testAccuracy.map { " (float \(NumberText.percent($0)))" } ?? ""
      cards.append((NumberText.percent(test), "test accuracy\(float)"))
    }
    cards += [
      (
        "\(NumberText.grouped(model.flashBytes)) B",
        "flash, \(NumberText.fixed(ratio, 1)) times less than float"
      ),
      ("\(NumberText.grouped(model.ramBytes)) B", "RAM"),
      (
        NumberText.mean(model.synopsPerInference),
        "synaptic operations per inference (float \(NumberText.mean(baseline.synopsPerInference)))"
      ),
      (
        NumberText.mean(model.spikesPerInference),
        "spikes per inference (float \(NumberText.mean(baseline.spikesPerInference)))"
      ),
    ]
    let body = cards.map {
      "<div><b>\(HTMLText.escaped($0.0))</b><span>\(HTMLText.escaped($0.1))</span></div>\n"
    }
    return "<div class=\"figures\">\n\(body.joined())</div>\n"
  }
}
