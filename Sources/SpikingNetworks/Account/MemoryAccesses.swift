/// How often an inference of one layer, or of a network, reads and writes memory, one number at a time.
///
/// The kinds are those of Lemaire et al.: *An analytical estimation of spiking neural networks energy efficiency*,
/// ICONIP 2022; `docs/energy.md` says what is counted.
public struct MemoryAccesses: Codable, Hashable, Sendable {
  /// Reads of input values, or of the spikes that arrive.
  public var inputReads: Double
  /// Reads of weights: one for each synaptic operation and multiplication.
  public var weightReads: Double
  /// Reads of biases.
  public var biasReads: Double
  /// Reads of membranes, other states and currents.
  public var stateReads: Double
  /// Writes of these.
  public var stateWrites: Double
  /// Writes of spikes.
  public var outputWrites: Double

  /// Creates counts.
  public init(
    inputReads: Double = 0,
    weightReads: Double = 0,
    biasReads: Double = 0,
    stateReads: Double = 0,
    stateWrites: Double = 0,
    outputWrites: Double = 0
  ) {
    self.inputReads = inputReads
    self.weightReads = weightReads
    self.biasReads = biasReads
    self.stateReads = stateReads
    self.stateWrites = stateWrites
    self.outputWrites = outputWrites
  }

  /// All accesses.
  public var total: Double {
    inputReads + weightReads + biasReads + stateReads + stateWrites + outputWrites
  }

  private enum CodingKeys: String, CodingKey {
    case inputReads = "input_reads"
    case weightReads = "weight_reads"
    case biasReads = "bias_reads"
    case stateReads = "state_reads"
    case stateWrites = "state_writes"
    case outputWrites = "output_writes"
  }
}

extension MemoryAccesses {
  /// The sums of both sides.
  public static func + (left: MemoryAccesses, right: MemoryAccesses) -> MemoryAccesses {
    MemoryAccesses(
      inputReads: left.inputReads + right.inputReads,
      weightReads: left.weightReads + right.weightReads,
      biasReads: left.biasReads + right.biasReads,
      stateReads: left.stateReads + right.stateReads,
      stateWrites: left.stateWrites + right.stateWrites,
      outputWrites: left.outputWrites + right.outputWrites
    )
  }
}
