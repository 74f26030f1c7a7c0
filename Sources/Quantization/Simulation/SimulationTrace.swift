/// Everything that happens to one sample: the values that the C runtime must repeat.
public struct SimulationTrace: Hashable, Sendable {
  /// The layers' states after each step, [step][layer].
  public var steps: [[LayerTrace]]
  /// The scores of the classes: spike counts or membrane scores.
  public var scores: [Int]
  /// The class.
  public var prediction: Int

  /// Creates a trace.
  public init(steps: [[LayerTrace]], scores: [Int], prediction: Int) {
    self.steps = steps
    self.scores = scores
    self.prediction = prediction
  }
}

/// One layer after one step.
public struct LayerTrace: Hashable, Sendable {
  /// The stored membranes, after reset.
  public var membranes: [Int32]
  /// Which neurons fired.
  public var spikes: [Bool]
  /// The stored synaptic currents; empty in a layer without.
  public var currents: [Int32]
  /// The stored rises of the thresholds; empty in a layer whose thresholds do not adapt.
  public var rises: [Int32]

  /// Creates the state of a layer.
  public init(
    membranes: [Int32],
    spikes: [Bool],
    currents: [Int32] = [],
    rises: [Int32] = []
  ) {
    self.membranes = membranes
    self.spikes = spikes
    self.currents = currents
    self.rises = rises
  }
}

/// What a network does on a set of samples.
public struct IntegerEvaluation: Codable, Hashable, Sendable {
  /// The class of each sample.
  public var predictions: [Int]
  /// The fraction of samples classified correctly, in 0...1.
  public var accuracy: Double
  /// The mean number of spikes per sample of each layer.
  public var layerSpikes: [Double]
  /// The mean number of input spikes per sample; 0 under direct coding.
  public var inputSpikes: Double
  /// The mean number of synaptic operations per sample, input spikes included.
  public var synops: Double
  /// Those in the synapses of each layer.
  public var layerSynops: [Double]
  /// The mean number of multiplications of weights with inputs that are not 0, done once per sample; 0 where
  /// inputs are spikes.
  public var macs: Double
  /// The number of neurons of each layer that never fired on any sample.
  public var silentNeurons: [Int]

  /// The mean number of spikes per sample over all layers.
  public var spikes: Double { layerSpikes.reduce(0, +) }
}
