extension RunSummary {
  /// Whether the winner's test accuracy is at least the target as it was asked for; nil without a winner,
  /// a measurement or a target.
  ///
  /// A confidence changes nothing: it asks for more on validation samples, so that the target holds on others.
  public var testReachesTarget: Bool? {
    guard let test = selected?.testAccuracy, let targetAccuracy else { return nil }
    return test >= targetAccuracy
  }

  /// Whether so few validation samples cannot give the confidence, even if all of them are right.
  public var isTargetOutOfReach: Bool { (neededAccuracy ?? 0) > 1 }

  /// The target in words, as it was asked for; nil without one.
  var targetText: String? {
    guard let targetAccuracy else { return nil }
    let target = NumberText.percent(targetAccuracy)
    guard let confidence else { return "\(target) on validation data" }
    let needed = neededAccuracy.map {
      $0 > 1
        ? "more than all samples would be needed"
        : "\(NumberText.percent($0)) of the samples were needed"
    }
    return "\(target) with \(NumberText.shortPercent(confidence)) confidence on validation data"
      + (needed.map { " (\($0))" } ?? "")
  }

  /// Why no candidate had a chance; nil if some might have had one.
  var outOfReachText: String? {
    guard isTargetOutOfReach, let targetAccuracy, let confidence else { return nil }
    return "No candidate can reach \(NumberText.percent(targetAccuracy)) with "
      + "\(NumberText.shortPercent(confidence)) confidence: "
      + "\(NumberText.counted(dataset.validation, "validation sample")) are too few, "
      + "even if all of them are right."
  }

  /// What precedes the nearest miss.
  var closestText: String {
    // A study keeps of such a candidate what it did on the samples that it saw.
    trials.complete == 0 && trials.pruned > 0
      ? "Every candidate was given up early. The closest one by the samples that it saw, "
        + "measured on all of them now:"
      : "The closest one:"
  }

  /// How far the validation accuracy of `model` can be trusted, whose samples are few and chose the model.
  ///
  /// Nil for a summary that an older version wrote.
  func boundText(_ model: ModelSummary) -> String? {
    model.validationLowerBound.map {
      "\(NumberText.shortPercent(ModelSummary.boundConfidence)) sure of \(NumberText.percent($0)) "
        + "for one candidate; this is the best of \(NumberText.grouped(trials.total))"
    }
  }
}
