import SpikingNetworks

extension ModelText {
  /// The figures of a training.
  public var training: String {
    let (spec, history) = (artifact.model.spec, artifact.model.history)
    var lines = ["model       \(spec.summary), \(spec.parameterCount) parameters"]
    lines += teacher.map { ["teacher     " + $0] } ?? []
    if let last = history.last {
      let planned = artifact.experiment.train.epochs
      let epochs = last.epoch < planned ? "\(last.epoch) of \(planned)" : "\(last.epoch)"
      lines.append(
        "training    \(epochs) epochs, loss \(NumberText.fixed(last.loss, 4)), "
          + "accuracy \(NumberText.percent(last.trainAccuracy))"
      )
      lines += validationLines(history)
      lines.append("selected    " + selection(history, last))
    } else if artifact.experiment.start != nil {
      lines.append("training    none: the parameters are those of its start")
    }
    if let accuracy = artifact.metrics.floatValidationAccuracy {
      lines.append("validation  \(NumberText.percent(accuracy)) (float)")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The teacher, and its part in the loss.
  private var teacher: String? {
    guard let source = artifact.experiment.teacher,
      let distillation = artifact.experiment.train.distillation
    else { return nil }
    let name =
      switch source {
      case .config(let recipe): recipe.networkSpec(shape: artifact.sampleShape).summary
      case .model(let path, _): path
      }
    return "\(name); temperature \(distillation.temperature), alpha \(distillation.alpha), "
      + "features \(distillation.features)"
  }

  /// The validation accuracy of each epoch, ten in a line.
  private func validationLines(_ history: [EpochRecord]) -> [String] {
    let known = history.filter { $0.validationAccuracy != nil }
    return stride(from: 0, to: known.count, by: 10).map { start in
      let part = known[start..<min(start + 10, known.count)]
      let numbers = part.map { NumberText.fixed(($0.validationAccuracy ?? 0) * 100, 2) }
      let head = start == 0 ? "by epoch    " : "            "
      let range = "\(part[start].epoch)-\(part[part.endIndex - 1].epoch)"
      return head + range + ": " + numbers.joined(separator: " ") + (start == 0 ? " %" : "")
    }
  }

  /// Which epoch the weights are those of.
  private func selection(_ history: [EpochRecord], _ last: EpochRecord) -> String {
    let epoch = artifact.model.selectedEpoch
    let record = history.first { $0.epoch == epoch }
    if artifact.experiment.train.selection == .best, let accuracy = record?.validationAccuracy {
      return "epoch \(epoch), the best on validation data (\(NumberText.percent(accuracy)))"
    }
    return "epoch \(epoch)" + (epoch == last.epoch ? ", the last" : "")
  }
}
