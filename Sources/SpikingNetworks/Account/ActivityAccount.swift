/// What a network does in one inference: layer by layer, in sum, and over the samples.
///
/// Means are over the samples of one evaluation. Energies are estimates from these counts, never measurements.
public struct ActivityAccount: Codable, Hashable, Sendable {
  /// The number of samples that were counted.
  public var samples: Int
  /// The time steps of an inference.
  public var timesteps: Int
  /// The mean number of input spikes; 0 under direct coding.
  public var inputSpikes: Double
  /// The layers in processing order.
  public var layers: [LayerAccount]
  /// The spikes of all layers, by sample.
  public var spikes: SampleDistribution
  /// The synaptic operations of all layers, by sample.
  public var synops: SampleDistribution
  /// What an inference takes by the models of energy.
  public var energy: EnergyEstimate

  /// Accounts for what the network of `profile` did.
  ///
  /// - Parameters:
  ///   - profile: The sizes and widths.
  ///   - activity: The counts of every sample.
  public init(_ profile: NetworkProfile, _ activity: SampleActivity) {
    let isDirect = profile.input.coding == .direct
    func mean(_ counts: [Int]) -> Double {
      Double(counts.reduce(0, +)) / Double(max(activity.sampleCount, 1))
    }
    let inputOperations = mean(activity.inputOperations)
    let means = ActivityMeans(
      inputSpikes: isDirect ? 0 : mean(activity.inputs),
      spikes: profile.layers.indices.map { activity.mean(activity.spikes, ofLayer: $0) },
      synops: profile.layers.indices.map { index in
        activity.mean(activity.operations, ofLayer: index)
          + (index == 0 && !isDirect ? inputOperations : 0)
      },
      macs: isDirect ? inputOperations : 0
    )
    samples = activity.sampleCount
    timesteps = profile.input.timesteps
    inputSpikes = means.inputSpikes
    layers = means.accounts(profile)
    spikes = SampleDistribution(activity.totalSpikes)
    let operations = activity.totalOperations(under: profile.input.coding)
    // Where numbers are handed on, all operations are multiplications.
    let multiplies = profile.layers.contains(where: \.isRectified)
    synops = SampleDistribution(multiplies ? operations.map { _ in 0 } : operations)
    energy = EnergyEstimate(profile, layers)
  }

  /// The mean multiplications of inputs, and of the numbers that layers hand on.
  public var macs: Double { layers.reduce(0) { $0 + $1.macs } }
  /// The membrane updates.
  public var membraneUpdates: Double { layers.reduce(0) { $0 + $1.membraneUpdates } }
  /// The mean accesses to memory.
  public var memory: MemoryAccesses { layers.reduce(MemoryAccesses()) { $0 + $1.memory } }
  /// The mean spikes per neuron and step over the layers.
  public var spikeRate: Double { membraneUpdates > 0 ? spikes.mean / membraneUpdates : 0 }

  private enum CodingKeys: String, CodingKey {
    case samples, timesteps, layers, spikes, synops
    case inputSpikes = "input_spikes"
    case energy = "energy_estimate_pj"
  }

  /// The keys of what follows from the layers: it is written for readers and not read.
  private enum DerivedKeys: String, CodingKey {
    case macs, memory
    case spikeRate = "spike_rate"
    case membraneUpdates = "membrane_updates"
    case memoryAccesses = "memory_accesses"
  }

  /// Encodes the account with the sums of its layers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(samples, forKey: .samples)
    try container.encode(timesteps, forKey: .timesteps)
    try container.encode(inputSpikes, forKey: .inputSpikes)
    try container.encode(layers, forKey: .layers)
    try container.encode(spikes, forKey: .spikes)
    try container.encode(synops, forKey: .synops)
    try container.encode(energy, forKey: .energy)
    var derived = encoder.container(keyedBy: DerivedKeys.self)
    try derived.encode(macs, forKey: .macs)
    try derived.encode(spikeRate, forKey: .spikeRate)
    try derived.encode(membraneUpdates, forKey: .membraneUpdates)
    try derived.encode(memory, forKey: .memory)
    try derived.encode(memory.total, forKey: .memoryAccesses)
  }
}
