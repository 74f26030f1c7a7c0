import SpikingNetworks

extension RunSummary {
  /// The data set and the sizes of its parts.
  public struct DatasetSummary: Codable, Hashable, Sendable {
    /// The name of the data set.
    public var name: String
    /// The samples trained on.
    public var train: Int
    /// The samples that chose the model.
    public var validation: Int
    /// The samples that measured the winner once.
    public var test: Int

    /// Creates the part.
    public init(name: String, train: Int, validation: Int, test: Int) {
      self.name = name
      self.train = train
      self.validation = validation
      self.test = test
    }
  }

  /// The float model that the selected one was quantized from.
  public struct BaselineSummary: Codable, Hashable, Sendable {
    /// The fraction of validation samples classified correctly.
    public var validationAccuracy: Double
    /// The fraction of test samples classified correctly, nil if not measured.
    public var testAccuracy: Double?
    /// Four bytes for each parameter.
    public var parameterBytes: Int
    /// The mean synaptic operations per inference.
    public var synopsPerInference: Double
    /// The mean spikes per inference.
    public var spikesPerInference: Double
    /// What it does on validation samples; nil in a summary that an older version wrote.
    public var account: ActivityAccount?

    /// Creates the part.
    public init(
      validationAccuracy: Double,
      testAccuracy: Double?,
      parameterBytes: Int,
      synopsPerInference: Double,
      spikesPerInference: Double,
      account: ActivityAccount? = nil
    ) {
      self.validationAccuracy = validationAccuracy
      self.testAccuracy = testAccuracy
      self.parameterBytes = parameterBytes
      self.synopsPerInference = synopsPerInference
      self.spikesPerInference = spikesPerInference
      self.account = account
    }

    private enum CodingKeys: String, CodingKey {
      case validationAccuracy = "validation_accuracy"
      case testAccuracy = "test_accuracy"
      case parameterBytes = "parameter_bytes"
      case synopsPerInference = "synops_per_inference"
      case spikesPerInference = "spikes_per_inference"
      case account
    }

    /// Encodes the part, with null for an accuracy that was not measured.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(validationAccuracy, forKey: .validationAccuracy)
      try container.encode(testAccuracy, forKey: .testAccuracy)
      try container.encode(parameterBytes, forKey: .parameterBytes)
      try container.encode(synopsPerInference, forKey: .synopsPerInference)
      try container.encode(spikesPerInference, forKey: .spikesPerInference)
      try container.encodeIfPresent(account, forKey: .account)
    }
  }

  /// How many trials ended how; repeated work does not count.
  public struct TrialSummary: Codable, Hashable, Sendable {
    /// All finished trials.
    public var total: Int
    /// Evaluated in full.
    public var complete: Int
    /// Given up early.
    public var pruned: Int
    /// Without a result.
    public var failed: Int

    /// Creates the part from counts.
    public init(_ counts: TrialCounts) {
      total = counts.total
      complete = counts.complete
      pruned = counts.pruned
      failed = counts.failed
    }
  }

  /// One comparison of the export with the integer simulator.
  public struct VerificationSummary: Codable, Hashable, Sendable {
    /// What ran the export, for example `host`.
    public var target: String
    /// The inputs compared.
    public var vectors: Int
    /// How many of them differ.
    public var mismatches: Int

    /// Creates the part.
    public init(target: String, vectors: Int, mismatches: Int) {
      self.target = target
      self.vectors = vectors
      self.mismatches = mismatches
    }
  }

  /// How long the parts of a run took, in seconds.
  public struct SecondsSummary: Codable, Hashable, Sendable {
    /// Training of float models.
    public var train: Double
    /// The study but for the training of float models.
    public var search: Double
    /// Evaluation of candidates, summed over the threads that shared it; what `search` has beyond it on one
    /// thread is strategy, journal and bookkeeping.
    public var evaluate: Double
    /// Verification of the export.
    public var verify: Double
    /// Everything.
    public var total: Double

    /// Creates the part.
    public init(train: Double, search: Double, evaluate: Double, verify: Double, total: Double) {
      self.train = train
      self.search = search
      self.evaluate = evaluate
      self.verify = verify
      self.total = total
    }
  }
}
