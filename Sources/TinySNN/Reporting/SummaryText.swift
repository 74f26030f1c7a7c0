import SpikingNetworks

/// The last lines that a search prints: what was found, how good it is, where it lies, what to type next.
public struct SummaryText: Hashable, Sendable {
  /// The outcome.
  public var summary: RunSummary
  /// The folder of the run, as the user would type it.
  public var runPath: String
  /// What the study minimised.
  public var objective: Objective
  /// The constraints of the study besides the target.
  public var constraints: [Constraint]
  /// What the user should know besides, for example that no C compiler was found.
  public var notes: [String]

  /// Creates the text of a run.
  public init(
    summary: RunSummary,
    runPath: String,
    objective: Objective = .flashBytes,
    constraints: [Constraint] = [],
    notes: [String] = []
  ) {
    self.summary = summary
    self.runPath = runPath
    self.objective = objective
    self.constraints = constraints
    self.notes = notes
  }

  /// The lines, each ending with a line feed.
  public var text: String {
    var lines: [String] = []
    if let model = summary.selected {
      lines.append(headline(model))
      lines += [""] + figures(model)
    } else {
      lines += infeasible()
    }
    lines += [row("trials", trials), row("time", time), row("files", runPath + "/")]
    if summary.selected != nil { lines += verification() }
    lines += notes.map { "note: \($0)" }
    lines += [""] + next()
    return lines.map { $0 + "\n" }.joined()
  }

  private func headline(_ model: RunSummary.ModelSummary) -> String {
    let bytes = NumberText.counted(model.flashBytes, "byte")
    guard let target = summary.targetText else {
      let best = objective.tradesAccuracy ? "model with the largest reward" : "most accurate model"
      return "Found the \(best) that fits: \(bytes) of flash."
    }
    return "Found a model of \(bytes) that reaches \(target)."
  }

  private func infeasible() -> [String] {
    let wanted = [summary.targetText].compactMap { $0 } + constraints.map { $0.description }
    let goal = wanted.isEmpty ? "the target" : wanted.joined(separator: " and ")
    let outcome = summary.outOfReachText ?? "No candidate reaches \(goal)."
    var lines = ["\(outcome) Nothing was exported."]
    if let model = summary.closest {
      lines += [summary.closestText, ""] + figures(model)
    } else {
      lines += ["No candidate could be evaluated; `tinysnn study show \(runPath)` says why.", ""]
    }
    return lines
  }

  private func figures(_ model: RunSummary.ModelSummary) -> [String] {
    let baseline = summary.baseline
    var lines = [
      row(
        "validation",
        accuracy(model.validationAccuracy, summary.dataset.validation, baseline.validationAccuracy)
      )
    ]
    if let bound = summary.boundText(model) { lines.append(row("", bound)) }
    if let test = model.testAccuracy {
      lines.append(row("test", accuracy(test, summary.dataset.test, baseline.testAccuracy)))
      if let target = summary.targetAccuracy, summary.testReachesTarget == false {
        let gap = NumberText.fixed((target - test) * 100, 2)
        lines.append(
          row("", "\(gap) points below the target: validation data alone chose the model")
        )
      }
    }
    if let repeats = summary.repeatsText { lines.append(row("repeats", repeats)) }
    let ratio = Double(baseline.parameterBytes) / Double(max(model.flashBytes, 1))
    lines += [
      row(
        "flash",
        "\(NumberText.counted(model.flashBytes, "byte")), "
          + "\(NumberText.fixed(ratio, 1)) times smaller than the "
          + "\(NumberText.grouped(baseline.parameterBytes)) bytes of the float model"
      ),
      row("ram", "\(NumberText.counted(model.ramBytes, "byte")) of state and scratch"),
      row(
        "activity",
        "\(NumberText.mean(model.spikesPerInference)) spikes, "
          + "\(NumberText.mean(model.synopsPerInference)) synaptic operations per inference "
          + "(float \(NumberText.mean(baseline.spikesPerInference)), "
          + "\(NumberText.mean(baseline.synopsPerInference)))"
      ),
    ]
    if let account = model.account { lines.append(row("energy", account.energy.text)) }
    if let spikes = summary.twinSpikes {
      lines.append(row("twin", "spikes per inference: \(spikes)"))
      lines += (summary.twinFigures.map { [row("", $0)] } ?? [])
    }
    return lines
  }

  private func accuracy(_ value: Double, _ count: Int, _ float: Double?) -> String {
    let correct = Int((value * Double(count)).rounded())
    let float = float.map { ", float model \(NumberText.percent($0))" } ?? ""
    return "\(NumberText.percent(value)) (\(NumberText.grouped(correct)) of "
      + "\(NumberText.counted(count, "sample"))\(float))"
  }

  private var trials: String {
    let counts = summary.trials
    return "\(counts.total): \(counts.complete) complete, \(counts.pruned) pruned, "
      + "\(counts.failed) failed"
  }

  private var time: String {
    let seconds = summary.seconds
    return "\(NumberText.duration(seconds.total)) (training \(NumberText.duration(seconds.train)), "
      + "search \(NumberText.duration(seconds.search)), "
      + "verification \(NumberText.duration(seconds.verify)))"
  }

  private func verification() -> [String] {
    guard !summary.verification.isEmpty else { return [row("verified", "no")] }
    return summary.verification.enumerated().map { index, check in
      let result =
        check.mismatches == 0
        ? "equal to the simulator" : "MISMATCH on \(NumberText.grouped(check.mismatches))"
      let vectors = NumberText.counted(check.vectors, "input")
      return row(index == 0 ? "verified" : "", "\(check.target): \(vectors), \(result)")
    }
  }

  private func next() -> [String] {
    guard summary.selected != nil else {
      return [
        // Without complete candidates there is no front.
        summary.trials.complete > 0
          ? "Next: tinysnn study front \(runPath)    (what can be had)"
          : "Next: tinysnn study show \(runPath)    (what was tried)"
      ]
    }
    let failed = summary.verification.contains { $0.mismatches > 0 }
    if failed { return ["Next: tinysnn verify \(runPath)    (do not use the export)"] }
    return [
      "Next: cc -std=c99 \(runPath)/\(RunDirectory.exportName)/selftest.c -o selftest && ./selftest",
      "      open \(runPath)/\(RunDirectory.File.report.rawValue)",
    ]
  }

  private func row(_ name: String, _ text: String) -> String {
    "  " + name + String(repeating: " ", count: 12 - name.count) + text
  }
}
