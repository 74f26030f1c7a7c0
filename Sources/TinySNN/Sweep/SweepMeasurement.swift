import SpikingNetworks

/// What a trained float network does on one part of the samples.
public struct SweepMeasurement: Codable, Hashable, Sendable {
  /// The fraction of the samples classified correctly.
  public var accuracy: Double
  /// The mean spikes of one inference, input spikes left out.
  public var spikes: Double
  /// The mean synaptic operations of one inference: of hidden spikes, and of input spikes where inputs are spikes
  /// (`docs/numerics.md`, 8).
  public var synops: Double
  /// The mean spikes per neuron and step.
  public var spikeRate: Double

  /// Creates a measurement.
  public init(accuracy: Double, spikes: Double, synops: Double, spikeRate: Double) {
    self.accuracy = accuracy
    self.spikes = spikes
    self.synops = synops
    self.spikeRate = spikeRate
  }

  /// Reads the figures of `evaluation`, which is of `spec`.
  init(_ evaluation: FloatEvaluation, of spec: NetworkSpec) {
    let account = ActivityAccount(spec.profile, evaluation.sampleActivity)
    self.init(
      accuracy: evaluation.accuracy,
      spikes: account.spikes.mean,
      synops: account.synops.mean,
      spikeRate: account.spikeRate
    )
  }

  private enum CodingKeys: String, CodingKey {
    case accuracy, spikes, synops
    case spikeRate = "spike_rate"
  }
}
