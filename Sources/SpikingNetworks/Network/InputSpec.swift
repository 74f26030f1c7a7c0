/// Describes how a sample becomes the input of every time step.
public enum InputCoding: String, Codable, CaseIterable, Hashable, Sendable {
  /// The sample itself drives the first layer as a constant current in every step.
  case direct
  /// Each value is the probability of a spike in each step (Bernoulli).
  case rate
}

/// What enters the first layer.
public struct InputSpec: Codable, Hashable, Sendable {
  /// The shape of one sample.
  public var shape: SampleShape
  /// How a sample is presented.
  public var coding: InputCoding
  /// The bits of one input value, in 1...8; values are 0...2^bits - 1.
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
    case .rate: 1
    }
  }
}
