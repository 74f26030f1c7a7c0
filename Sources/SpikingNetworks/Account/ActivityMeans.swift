/// The counts of an evaluation in the mean over its samples: enough for all that does not ask for single samples.
public struct ActivityMeans: Hashable, Sendable {
  /// The input spikes; 0 under direct coding.
  public var inputSpikes: Double
  /// The spikes of each layer.
  public var spikes: [Double]
  /// The synaptic operations in the synapses of each layer, those of input spikes among them; multiplications where
  /// a layer reads numbers.
  public var synops: [Double]
  /// The multiplications of inputs that are not 0; 0 under rate coding.
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
    let isDirect = profile.input.coding == .direct
    return profile.layers.indices.map { index in
      let isFirst = index == 0
      let multiplies = profile.layers[index].readsNumbers
      // All values of a sample are read to find those that are not 0.
      let inputs = isDirect ? Double(profile.input.shape.count) : inputSpikes
      return LayerAccount(
        profile.layers[index],
        LayerAccount.Counts(
          arrivals: isFirst ? inputs : spikes[index - 1],
          spikes: spikes[index],
          synops: multiplies ? 0 : synops[index],
          macs: isFirst ? macs : multiplies ? synops[index] : 0
        ),
        steps: profile.input.timesteps,
        isDirect: isFirst && isDirect
      )
    }
  }
}
