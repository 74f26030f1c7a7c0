import SpikingNetworks

extension RunSummary {
  /// A quantized model: the winner or the nearest miss.
  public struct ModelSummary: Codable, Hashable, Sendable {
    /// The name of the trial's work.
    public var id: String
    /// The fraction of validation samples classified correctly.
    public var validationAccuracy: Double
    /// The accuracy on all samples there could be that a model with so many right validation samples has at
    /// least, at `boundConfidence`; nil in a summary that an older version wrote.
    ///
    /// It holds for a model that these samples did not choose, which is said where it is shown.
    public var validationLowerBound: Double?
    /// The fraction of test samples classified correctly, nil if not measured.
    public var testAccuracy: Double?
    /// The bytes of every model-dependent number that the device stores.
    public var flashBytes: Int
    /// The bytes of the state and scratch structs.
    public var ramBytes: Int
    /// The mean synaptic operations per inference.
    public var synopsPerInference: Double
    /// The mean spikes per inference.
    public var spikesPerInference: Double
    /// The layers in processing order.
    public var layers: [LayerSummary]
    /// What the model does on validation samples; nil in a summary that an older version wrote.
    public var account: ActivityAccount?

    /// The confidence of `validationLowerBound`, one-sided.
    public static let boundConfidence = 0.95

    /// Creates the part.
    public init(
      id: String,
      evaluation: Evaluation,
      testAccuracy: Double?,
      layers: [LayerSummary],
      account: ActivityAccount? = nil
    ) {
      self.id = id
      self.validationAccuracy = evaluation.validationAccuracy
      let samples = max(evaluation.samples, 1)
      self.validationLowerBound = BinomialBound.lower(
        correct: Int((evaluation.validationAccuracy * Double(samples)).rounded()),
        of: samples,
        confidence: Self.boundConfidence
      )
      self.testAccuracy = testAccuracy
      self.flashBytes = evaluation.flashBytes
      self.ramBytes = evaluation.ramBytes
      self.synopsPerInference = evaluation.synopsPerInference
      self.spikesPerInference = evaluation.spikesPerInference
      self.layers = layers
      self.account = account
    }

    private enum CodingKeys: String, CodingKey {
      case id, layers, account
      case validationAccuracy = "validation_accuracy"
      case validationLowerBound = "validation_lower_bound"
      case testAccuracy = "test_accuracy"
      case flashBytes = "flash_bytes"
      case ramBytes = "ram_bytes"
      case synopsPerInference = "synops_per_inference"
      case spikesPerInference = "spikes_per_inference"
    }

    /// Encodes the part, with null for an accuracy that was not measured.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(id, forKey: .id)
      try container.encode(validationAccuracy, forKey: .validationAccuracy)
      try container.encode(validationLowerBound, forKey: .validationLowerBound)
      try container.encode(testAccuracy, forKey: .testAccuracy)
      try container.encode(flashBytes, forKey: .flashBytes)
      try container.encode(ramBytes, forKey: .ramBytes)
      try container.encode(synopsPerInference, forKey: .synopsPerInference)
      try container.encode(spikesPerInference, forKey: .spikesPerInference)
      try container.encode(layers, forKey: .layers)
      try container.encodeIfPresent(account, forKey: .account)
    }
  }

  /// The precisions of one layer; nil where a layer has no such number.
  public struct LayerSummary: Codable, Hashable, Sendable {
    /// The name of the layer.
    public var name: String
    /// The width of a weight.
    public var weightBits: Int?
    /// The grid and the scale of the weights, for example `symmetric/channel`.
    public var weightScheme: String?
    /// The width of a membrane.
    public var membraneBits: Int?
    /// The width of a threshold.
    public var thresholdBits: Int?
    /// The width of a decay.
    public var decayBits: Int?
    /// The rounding of the weights.
    public var rounding: String?

    /// Creates the part.
    public init(
      name: String,
      weightBits: Int?,
      weightScheme: String?,
      membraneBits: Int?,
      thresholdBits: Int?,
      decayBits: Int?,
      rounding: String?
    ) {
      self.name = name
      self.weightBits = weightBits
      self.weightScheme = weightScheme
      self.membraneBits = membraneBits
      self.thresholdBits = thresholdBits
      self.decayBits = decayBits
      self.rounding = rounding
    }

    private enum CodingKeys: String, CodingKey {
      case name, rounding
      case weightBits = "weight_bits"
      case weightScheme = "weight_scheme"
      case membraneBits = "membrane_bits"
      case thresholdBits = "threshold_bits"
      case decayBits = "decay_bits"
    }

    /// Encodes the part, with null for what the layer does not have.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(weightBits, forKey: .weightBits)
      try container.encode(weightScheme, forKey: .weightScheme)
      try container.encode(membraneBits, forKey: .membraneBits)
      try container.encode(thresholdBits, forKey: .thresholdBits)
      try container.encode(decayBits, forKey: .decayBits)
      try container.encode(rounding, forKey: .rounding)
    }
  }
}
