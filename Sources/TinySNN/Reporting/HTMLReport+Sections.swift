extension HTMLReport {
  /// The plot of all complete trials.
  func plot(_ front: ParetoFront, _ winner: Trial?) -> String {
    let label = summary.confidence == nil ? "target" : "needed"
    guard
      let plot = ParetoPlot(
        trials: trials,
        front: front,
        rule: rule,
        thresholdLabel: label,
        winner: winner
      )
    else { return "" }
    var caption = "Every dot is a complete candidate; the line is the Pareto front."
    if plot.hidden > 0 {
      caption +=
        " \(NumberText.counted(plot.hidden, "candidate")) below "
        + "\(NumberText.percent(plot.floor, digits: 1)) \(plot.hidden == 1 ? "is" : "are") not drawn."
    }
    let counts = summary.trials
    caption +=
      " Trials: \(counts.total), of which \(counts.complete) complete, \(counts.pruned) pruned, "
      + "\(counts.failed) failed."
    return HTMLText.section(
      "Size against accuracy",
      "<figure>\n\(plot.svg)\n<figcaption>\(HTMLText.escaped(caption))</figcaption>\n</figure>\n"
    )
  }

  /// The front, cheapest first, with the keys that differ along it.
  func frontTable(_ front: ParetoFront, _ winner: Trial?) -> String {
    guard !front.trials.isEmpty else { return "" }
    let keys = front.trials.searchedKeys.filter { key in
      Set(front.trials.map { $0.candidate[key] }).count > 1
    }
    let rows = front.trials.compactMap { trial in
      trial.evaluation.map { figures in
        [
          "\(trial.number)", NumberText.percent(figures.validationAccuracy),
          NumberText.grouped(figures.flashBytes), NumberText.grouped(figures.ramBytes),
          NumberText.mean(figures.synopsPerInference), NumberText.mean(figures.spikesPerInference),
        ] + keys.map { trial.candidate[$0]?.description ?? "" }
      }
    }
    let heads = ["trial", "validation", "flash", "RAM", "synops", "spikes"]
    let marked = front.trials.firstIndex { $0.number == winner?.number }
    return HTMLText.section(
      "Pareto front",
      HTMLText.table(heads + StudyTable.shortened(keys), rows, marked: marked)
    )
  }

  /// The precisions and costs of the winner's layers.
  var layerTable: String {
    guard !layers.isEmpty else { return "" }
    let bits = { (value: Int?) in value.map { "\($0)" } ?? "-" }
    let rows = layers.map { layer in
      let precisions = layer.precisions
      return [
        precisions.name, layer.structure, bits(precisions.weightBits),
        precisions.weightScheme ?? "-", precisions.rounding ?? "-", bits(precisions.membraneBits),
        bits(precisions.thresholdBits), bits(precisions.decayBits),
        NumberText.grouped(layer.flashBytes), NumberText.grouped(layer.ramBytes),
        layer.spikes.map { NumberText.mean($0) } ?? "-",
      ]
    }
    let heads = [
      "layer", "structure", "weights", "grid/scale", "rounding", "membrane", "threshold", "decay",
      "flash", "RAM", "spikes",
    ]
    return HTMLText.section(
      "Layers of the winner",
      HTMLText.table(heads, rows)
        + HTMLText.paragraph(
          "Weights, membrane, threshold and decay in bits, flash and RAM in bytes, "
            + "spikes per inference. 64x10: inputs and outputs of a dense layer. 8C3: a convolution "
            + "of 8 channels with a kernel of 3 x 3 (s stride, g groups), DW a depthwise one; P, AP, "
            + "MP: sums, averages, maxima; rows x columns x channels.",
          style: "soft"
        )
    )
  }

  /// The winner with other seeds.
  var repeatTable: String {
    guard let repeats = summary.repeats, let text = summary.repeatsText else { return "" }
    let rows = repeats.map { item in
      ["\(item.seed)"]
        + (item.figures.map { figures in
          [
            NumberText.percent(figures.validationAccuracy),
            NumberText.percent(figures.testAccuracy), NumberText.grouped(figures.flashBytes),
          ]
        } ?? ["-", "-", "-"]) + [item.failure ?? ""]
    }
    return HTMLText.section(
      "The winner with other seeds",
      HTMLText.table(["seed", "validation", "test", "flash", "failure"], rows)
        + HTMLText.paragraph(
          text + ". Each seed divides the data anew and trains anew; selection saw nothing of it.",
          style: "soft"
        )
    )
  }

  /// Why trials failed, the most frequent reason first.
  var failureTable: String {
    var counts: [String: Int] = [:]
    for trial in trials where trial.duplicateOf == nil {
      if let reason = trial.state.reason { counts[reason, default: 0] += 1 }
    }
    guard !counts.isEmpty else { return "" }
    let order = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    let rows = order.prefix(20).map { ["\($0.value)", $0.key] }
    return HTMLText.section("Failed trials", HTMLText.table(["trials", "reason"], rows))
  }

  /// How to get the run again, and how long it took.
  var reproduction: String {
    let seconds = summary.seconds
    return HTMLText.section(
      "Reproduce",
      "<pre>\(HTMLText.escaped(reproduceCommand))</pre>\n"
        + HTMLText.paragraph(
          "Configuration \(summary.configHash). This run took "
            + "\(NumberText.duration(seconds.total)): training "
            + "\(NumberText.duration(seconds.train)), search "
            + "\(NumberText.duration(seconds.search)), verification "
            + "\(NumberText.duration(seconds.verify)).",
          style: "soft"
        )
    )
  }
}
