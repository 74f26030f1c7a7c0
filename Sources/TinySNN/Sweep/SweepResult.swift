/// What came of one training of a sweep: a line of `points.jsonl`.
struct SweepResult: Hashable, Sendable {
  /// Which training it is.
  var key: SweepTraining.Key
  /// What came of it.
  var outcome: Outcome

  /// What came of a training.
  enum Outcome: Hashable, Sendable {
    /// A network with these figures.
    case measured(Figures)
    /// No network, for the given reason.
    case failed(reason: String)

    /// The figures, nil for a training that came to nothing.
    var figures: Figures? {
      guard case .measured(let figures) = self else { return nil }
      return figures
    }
  }

  /// The figures of a trained network.
  struct Figures: Hashable, Sendable {
    /// On the samples by which points are chosen.
    var validation: SweepMeasurement
    /// On the samples that nothing is chosen by.
    var test: SweepMeasurement
    /// The seconds of the training; the only figure that is not the same in every run.
    var seconds: Double
  }
}

extension SweepResult: Codable {
  private enum CodingKeys: String, CodingKey {
    case curve, value, seed, fold, validation, test, seconds, failure
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    key = SweepTraining.Key(
      curve: try container.decode(String.self, forKey: .curve),
      value: try container.decodeIfPresent(ConfigValue.self, forKey: .value),
      seed: try container.decode(UInt64.self, forKey: .seed),
      fold: try container.decodeIfPresent(Int.self, forKey: .fold)
    )
    if let reason = try container.decodeIfPresent(String.self, forKey: .failure) {
      outcome = .failed(reason: reason)
      return
    }
    outcome = .measured(
      Figures(
        validation: try container.decode(SweepMeasurement.self, forKey: .validation),
        test: try container.decode(SweepMeasurement.self, forKey: .test),
        seconds: try container.decode(Double.self, forKey: .seconds)
      )
    )
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(key.curve, forKey: .curve)
    try container.encodeIfPresent(key.value, forKey: .value)
    try container.encode(key.seed, forKey: .seed)
    try container.encodeIfPresent(key.fold, forKey: .fold)
    switch outcome {
    case .measured(let figures):
      try container.encode(figures.validation, forKey: .validation)
      try container.encode(figures.test, forKey: .test)
      try container.encode(figures.seconds, forKey: .seconds)
    case .failed(let reason): try container.encode(reason, forKey: .failure)
    }
  }
}
