/// What one layer does in one inference, in the mean over samples: the figures that estimates of energy are made from.
///
/// Spikes, synaptic operations and multiplications are counted, everything else follows from them and from the sizes.
public struct LayerAccount: Codable, Hashable, Sendable {
  /// The name of the layer.
  public var name: String
  /// The number of neurons.
  public var neurons: Int
  /// The spikes of its neurons over all steps.
  public var spikes: Double
  /// The spikes per neuron and step, in 0...1.
  public var spikeRate: Double
  /// The synaptic operations that spikes cause in its synapses, its own spikes in recurrent ones.
  public var synops: Double
  /// The multiplications of weights with inputs that are not 0 under direct coding, once for all steps: first layer,
  /// and every layer of rectifiers.
  public var macs: Double
  /// The neurons times the steps.
  public var membraneUpdates: Double
  /// The accesses to memory.
  public var memory: MemoryAccesses

  /// What is counted of a layer in an inference, in the mean over samples.
  public struct Counts: Hashable, Sendable {
    /// The spikes that arrive from before, over all steps; of numbers the size of the input.
    public var arrivals: Double
    /// The spikes of the layer.
    public var spikes: Double
    /// The synaptic operations in the layer's synapses.
    public var synops: Double
    /// The multiplications of inputs.
    public var macs: Double

    /// Creates counts.
    public init(arrivals: Double, spikes: Double, synops: Double, macs: Double) {
      self.arrivals = arrivals
      self.spikes = spikes
      self.synops = synops
      self.macs = macs
    }
  }

  /// Accounts for a layer.
  ///
  /// - Parameters:
  ///   - profile: Its sizes.
  ///   - counts: What was counted.
  ///   - steps: The time steps of an inference.
  ///   - readsNumbers: Whether it reads the values of a direct-coded sample, or those of rectifiers, instead of spikes:
  ///     its currents are computed once.
  public init(_ profile: LayerProfile, _ counts: Counts, steps: Int, readsNumbers: Bool) {
    let neurons = Double(profile.neurons)
    let updates = neurons * Double(steps)
    name = profile.name
    self.neurons = profile.neurons
    spikes = counts.spikes
    spikeRate = updates > 0 ? counts.spikes / updates : 0
    synops = counts.synops
    macs = counts.macs
    membraneUpdates = updates
    let states = updates * Double(profile.states) + counts.synops
    // The current of a rectifier is what it hands on.
    let keepsCurrent = readsNumbers && !profile.isRectified
    memory = MemoryAccesses(
      inputReads: counts.arrivals + (profile.isRecurrent ? counts.spikes : 0),
      weightReads: counts.synops + counts.macs,
      biasReads: profile.hasBias ? (readsNumbers ? neurons : updates) : 0,
      // Constant currents, biases among them, are written once and read in every step.
      stateReads: states + (keepsCurrent ? updates : 0),
      stateWrites: states + (keepsCurrent ? neurons : 0),
      outputWrites: profile.isRectified ? neurons : counts.spikes
    )
  }

  private enum CodingKeys: String, CodingKey {
    case name, neurons, spikes, synops, macs, memory
    case spikeRate = "spike_rate"
    case membraneUpdates = "membrane_updates"
  }
}
