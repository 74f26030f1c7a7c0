extension RunSummary {
  /// The winner's configuration without regularizers: what they save is seen beside it.
  public struct Twin: Hashable, Sendable {
    /// What came of it.
    public var outcome: Outcome

    /// What came of the training without regularizers.
    public enum Outcome: Hashable, Sendable {
      /// A model with these figures.
      case measured(Figures)
      /// No model, for the given reason.
      case failed(reason: String)
    }

    /// What the twin costs and achieves, measured as the winner is.
    public struct Figures: Codable, Hashable, Sendable {
      /// The fraction of validation samples classified correctly.
      public var validationAccuracy: Double
      /// The fraction of test samples classified correctly.
      public var testAccuracy: Double
      /// The bytes of flash.
      public var flashBytes: Int
      /// The bytes of the state and scratch structs.
      public var ramBytes: Int
      /// The mean synaptic operations per inference.
      public var synopsPerInference: Double
      /// The mean spikes per inference.
      public var spikesPerInference: Double

      /// Creates figures.
      public init(
        validationAccuracy: Double,
        testAccuracy: Double,
        flashBytes: Int,
        ramBytes: Int,
        synopsPerInference: Double,
        spikesPerInference: Double
      ) {
        self.validationAccuracy = validationAccuracy
        self.testAccuracy = testAccuracy
        self.flashBytes = flashBytes
        self.ramBytes = ramBytes
        self.synopsPerInference = synopsPerInference
        self.spikesPerInference = spikesPerInference
      }

      private enum CodingKeys: String, CodingKey {
        case validationAccuracy = "validation_accuracy"
        case testAccuracy = "test_accuracy"
        case flashBytes = "flash_bytes"
        case ramBytes = "ram_bytes"
        case synopsPerInference = "synops_per_inference"
        case spikesPerInference = "spikes_per_inference"
      }
    }

    /// Creates a twin.
    public init(outcome: Outcome) {
      self.outcome = outcome
    }

    /// The figures, nil if there is no model.
    public var figures: Figures? {
      guard case .measured(let figures) = outcome else { return nil }
      return figures
    }
  }

  /// The winner's spikes beside those of its twin, for example `31.2, 45 % fewer than without regularizers
  /// (56.9)`; nil without a twin.
  var twinSpikes: String? {
    guard let selected, let twin else { return nil }
    let spikes = NumberText.mean(selected.spikesPerInference)
    switch twin.outcome {
    case .failed(let reason): return "\(spikes); without regularizers there is no model: \(reason)"
    case .measured(let figures):
      let other = figures.spikesPerInference
      guard other > 0 else { return "\(spikes), without regularizers none" }
      let saved = Int(((1 - selected.spikesPerInference / other) * 100).rounded())
      let change =
        saved == 0 ? "as many as" : "\(abs(saved)) % \(saved < 0 ? "more" : "fewer") than"
      return "\(spikes), \(change) without regularizers (\(NumberText.mean(other)))"
    }
  }

  /// What the twin achieves otherwise; nil without one.
  var twinFigures: String? {
    guard let figures = twin?.figures else { return nil }
    return "without: validation \(NumberText.percent(figures.validationAccuracy)), "
      + "test \(NumberText.percent(figures.testAccuracy)), "
      + "\(NumberText.counted(figures.flashBytes, "byte")), "
      + "\(NumberText.mean(figures.synopsPerInference)) synaptic operations"
  }
}

extension RunSummary.Twin: Codable {
  private enum CodingKeys: String, CodingKey { case failure }

  /// Decodes a twin; it has figures unless it says why not.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let reason = try container.decodeIfPresent(String.self, forKey: .failure) {
      outcome = .failed(reason: reason)
    } else {
      outcome = .measured(try Figures(from: decoder))
    }
  }

  /// Encodes the figures, or the reason why there are none as `failure`.
  public func encode(to encoder: any Encoder) throws {
    switch outcome {
    case .measured(let figures): try figures.encode(to: encoder)
    case .failed(let reason):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(reason, forKey: .failure)
    }
  }
}
