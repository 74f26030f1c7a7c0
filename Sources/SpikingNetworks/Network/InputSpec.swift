/// Describes how a sample becomes the input of every time step.
public enum InputCoding: String, Codable, CaseIterable, Hashable, Sendable {
  /// The sample itself drives the first layer as a constant current in every step.
  case direct
  /// Each value is the probability of a spike in each step (Bernoulli).
  case rate
  /// The sample is a sequence of frames, in which each input spikes or not: one frame for each step.
  case events

  /// Whether spikes are drawn at random, so that a sample's number and the network's key matter.
  public var isRandom: Bool {
    switch self {
    case .direct, .events: false
    case .rate: true
    }
  }
}

/// What enters the first layer.
public struct InputSpec: Codable, Hashable, Sendable {
  /// The shape of one sample.
  public var shape: SampleShape
  /// How a sample is presented.
  public var coding: InputCoding
  /// The bits of one input value, in 1...8, under events 1; values are 0...2^bits - 1.
  public var bits: Int
  /// The number of time steps, in 1...255.
  public var timesteps: Int

  /// Creates an input description.
  public init(shape: SampleShape, coding: InputCoding, bits: Int, timesteps: Int) {
    self.shape = shape
    self.coding = coding
    self.bits = bits
    self.timesteps = timesteps
  }

  /// The largest input integer, 2^bits - 1.
  public var maximum: Int { (1 << bits) - 1 }

  /// The real value of one unit of what enters the first layer: s_x of `docs/numerics.md`.
  public var scale: Double {
    switch coding {
    case .direct: 1 / Double(maximum)
    case .rate, .events: 1
    }
  }

  /// The bytes of one step's spikes where kernels read them: whole words of 64 inputs.
  var spikeRowBytes: Int { (shape.count + 63) / 64 * 8 }

  /// The layout of a sample as frames of spikes, which only events have.
  public var layout: SpikeFrames { SpikeFrames(inputs: shape.count, count: timesteps) }

  /// The frames of spikes of a sample; nil where a sample has one value per input.
  public var frames: SpikeFrames? { coding == .events ? layout : nil }

  /// The bytes of one sample.
  public var sampleBytes: Int { frames?.sampleBytes ?? shape.count }

  /// Returns whether `samples` have the shape, the range and the frames of this input.
  public func accepts(_ samples: SampleSet) -> Bool {
    samples.shape == shape && samples.maximum == maximum && samples.frames == frames
  }
}
