import SpikingNetworks

extension HTMLReport {
  /// What the winner does in an inference, what that might take, and what regularizers saved.
  var activityTable: String {
    guard let account = summary.selected?.account else { return "" }
    let text = ActivityText(account)
    return HTMLText.section(
      "Activity and energy",
      HTMLText.table(ActivityText.columns, text.rows)
        + HTMLText.paragraph(
          "Per inference, in the mean over \(NumberText.counted(account.samples, "validation sample"))"
            + "; \(text.distributions.joined(separator: "; ")). MACs: multiplications of inputs that "
            + "are not 0, once for all steps; updates: neurons times steps; accesses: reads and "
            + "writes of single numbers.",
          style: "soft"
        ) + energyTable(account.energy) + twinText
    )
  }

  /// Estimates, with what boards were found to take beside them.
  private func energyTable(_ energy: EnergyEstimate) -> String {
    let float = summary.baseline.account?.energy
    let estimates = EnergyModel.allCases.map { model in
      [
        model.rawValue, "estimate", NumberText.picojoules(energy[model]),
        float.map { NumberText.picojoules($0[model]) } ?? "-",
      ]
    }
    let measured = (verification?.targets ?? []).compactMap { report -> [String]? in
      guard let count = report.figures?.count else { return nil }
      return [
        report.target, "measured",
        "\(NumberText.grouped(Int(count.mean.rounded()))) \(count.unit.rawValue)", "-",
      ]
    }
    return HTMLText.table(["by", "kind", "one inference", "float model"], estimates + measured)
      + HTMLText.paragraph(
        "The energies are estimates from the counts above for circuits of 45 nm, not measurements: "
          + "they compare networks, not devices.",
        style: "soft"
      )
  }

  private var twinText: String {
    guard let spikes = summary.twinSpikes else { return "" }
    let figures = summary.twinFigures.map { " Trained and quantized alike " + $0 + "." } ?? ""
    return HTMLText.paragraph("Spikes per inference: \(spikes).\(figures)")
  }
}
