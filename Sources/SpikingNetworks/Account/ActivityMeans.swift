/// The counts of an evaluation in the mean over its samples: enough for all that does not ask for single samples.
public struct ActivityMeans: Hashable, Sendable {
  /// The input spikes, drawn or of events; 0 under direct coding.
  public var inputSpikes: Double
  /// The spikes of each layer.
  public var spikes: [Double]
  /// The synaptic operations in the synapses of each layer, those of input spikes among them; multiplications where
  /// a layer is one of rectifiers.
  public var synops: [Double]
  /// The multiplications of inputs that are not 0 under direct coding; else 0.
  public var macs: Double

  /// Creates means.
  public init(inputSpikes: Double, spikes: [Double], synops: [Double], macs: Double) {
    self.inputSpikes = inputSpikes
    self.spikes = spikes
    self.synops = synops
    self.macs = macs
  }

  /// Returns the account of every layer of the network of `profile`.
  public func accounts(_ profile: NetworkProfile) -> [LayerAccount] {
    profile.layers.indices.map { index in
      let (layer, isFirst) = (profile.layers[index], index == 0)
      let readsNumbers = profile.readsNumbers(index)
      // All numbers are read to find those that are not 0.
      let arrivals =
        readsNumbers
        ? Double(layer.geometry.input.count) : isFirst ? inputSpikes : spikes[index - 1]
      return LayerAccount(
        layer,
        LayerAccount.Counts(
          arrivals: arrivals,
          spikes: spikes[index],
          synops: layer.isRectified ? 0 : synops[index],
          macs: isFirst ? macs : layer.isRectified ? synops[index] : 0
        ),
        steps: profile.input.timesteps,
        readsNumbers: readsNumbers
      )
    }
  }
}
