/// Describes how the last layer becomes a class.
public enum Readout: Codable, Hashable, Sendable {
  /// The class with most spikes; ties by the last membrane, then the lowest class.
  case spikeCount
  /// The class with the largest membrane score; ties to the lowest class.
  case membrane(MembraneScore)
}

/// Describes which membrane values a membrane readout compares.
public enum MembraneScore: String, Codable, CaseIterable, Hashable, Sendable {
  /// The sum of the membrane over all steps.
  case sum
  /// The membrane of the last step.
  case last
}
