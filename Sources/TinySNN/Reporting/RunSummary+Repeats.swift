extension RunSummary {
  /// The winner's configuration with one seed.
  public struct Repeat: Hashable, Sendable {
    /// The key of every random draw, the division of the data among them.
    public var seed: UInt64
    /// What came of it.
    public var outcome: Outcome

    /// What came of a repeat.
    public enum Outcome: Hashable, Sendable {
      /// A model with these figures.
      case measured(Figures)
      /// No model, for the given reason.
      case failed(reason: String)
    }

    /// What the model of a repeat costs and achieves.
    public struct Figures: Hashable, Sendable {
      /// The fraction of this seed's validation samples classified correctly.
      public var validationAccuracy: Double
      /// The fraction of this seed's test samples classified correctly.
      public var testAccuracy: Double
      /// The bytes of flash.
      public var flashBytes: Int

      /// Creates figures.
      public init(validationAccuracy: Double, testAccuracy: Double, flashBytes: Int) {
        self.validationAccuracy = validationAccuracy
        self.testAccuracy = testAccuracy
        self.flashBytes = flashBytes
      }
    }

    /// Creates a repeat.
    public init(seed: UInt64, outcome: Outcome) {
      self.seed = seed
      self.outcome = outcome
    }

    /// The figures, nil for a seed that gave no model.
    public var figures: Figures? {
      guard case .measured(let figures) = outcome else { return nil }
      return figures
    }

    /// Why the seed gave no model, nil if it did.
    public var failure: String? {
      guard case .failed(let reason) = outcome else { return nil }
      return reason
    }
  }

  /// The mean of the repeats' test accuracies, and their standard deviation; nil for fewer than two models.
  public var repeatedTestAccuracy: (mean: Double, deviation: Double)? {
    let tests = SampleStatistics((repeats ?? []).compactMap(\.figures?.testAccuracy))
    guard let tests, let deviation = tests.deviation else { return nil }
    return (tests.mean, deviation)
  }

  /// What the repeats show, in words, beginning with their number; nil if the winner was made once.
  var repeatsText: String? {
    guard let repeats, repeats.count > 1 else { return nil }
    let tests = repeats.compactMap(\.figures?.testAccuracy)
    var text = "\(repeats.count) seeds: "
    if tests.count < repeats.count {
      text =
        "\(tests.count) of \(repeats.count) seeds (\(repeats.count - tests.count) failed: "
        + "\(failuresText(repeats))): "
    }
    guard let low = tests.min(), let high = tests.max() else { return text + "no model" }
    guard let figures = repeatedTestAccuracy else {
      return text + "test \(NumberText.percent(low))"
    }
    return text + "test \(NumberText.percent(figures.mean)), standard deviation "
      + "\(NumberText.fixed(figures.deviation * 100, 2)) points, "
      + "\(NumberText.percent(low)) to \(NumberText.percent(high))"
  }

  /// The seeds without a model, those with one reason together, in the order of the seeds.
  private func failuresText(_ repeats: [Repeat]) -> String {
    var reasons: [(reason: String, seeds: [UInt64])] = []
    for item in repeats {
      guard let failure = item.failure else { continue }
      if let known = reasons.firstIndex(where: { $0.reason == failure }) {
        reasons[known].seeds.append(item.seed)
      } else {
        reasons.append((failure, [item.seed]))
      }
    }
    return reasons.map { reason, seeds in
      "seed\(seeds.count == 1 ? "" : "s") \(seeds.map(String.init).joined(separator: ", ")): "
        + reason
    }.joined(separator: "; ")
  }
}

extension RunSummary.Repeat: Codable {
  private enum CodingKeys: String, CodingKey {
    case seed, failure
    case validationAccuracy = "validation_accuracy"
    case testAccuracy = "test_accuracy"
    case flashBytes = "flash_bytes"
  }

  /// Decodes a repeat; it has figures unless it says why not.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    seed = try container.decode(UInt64.self, forKey: .seed)
    if let reason = try container.decodeIfPresent(String.self, forKey: .failure) {
      outcome = .failed(reason: reason)
      return
    }
    outcome = .measured(
      Figures(
        validationAccuracy: try container.decode(Double.self, forKey: .validationAccuracy),
        testAccuracy: try container.decode(Double.self, forKey: .testAccuracy),
        flashBytes: try container.decode(Int.self, forKey: .flashBytes)
      )
    )
  }

  /// Encodes the repeat, with null for figures or for the reason of a failure.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(seed, forKey: .seed)
    try container.encode(figures?.validationAccuracy, forKey: .validationAccuracy)
    try container.encode(figures?.testAccuracy, forKey: .testAccuracy)
    try container.encode(figures?.flashBytes, forKey: .flashBytes)
    try container.encode(failure, forKey: .failure)
  }
}
