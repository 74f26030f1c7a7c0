import SpikingNetworks

/// How a sample becomes the input of every time step; `InputSpec` without the shape.
public struct InputConfig: Codable, Hashable, Sendable {
  /// How a sample is presented.
  public var coding: InputCoding
  /// The bits of one input value, 1...8.
  public var bits: Int
  /// The number of time steps, 1...255.
  public var timesteps: Int

  /// Creates a configuration.
  public init(coding: InputCoding, bits: Int, timesteps: Int) {
    self.coding = coding
    self.bits = bits
    self.timesteps = timesteps
  }

  /// Returns what enters the first layer for samples of `shape`.
  public func spec(shape: SampleShape) -> InputSpec {
    InputSpec(shape: shape, coding: coding, bits: bits, timesteps: timesteps)
  }
}

extension InputConfig {
  init(_ reader: ConfigReader) {
    coding = reader.word("coding", default: .direct)
    bits = reader.int("bits", in: 1...8, default: 8)
    timesteps = reader.int("timesteps", in: 1...255, default: 8)
    reader.finish()
  }

  /// The canonical spelling.
  var node: ConfigNode {
    .map([
      ("coding", .string(coding.rawValue)), ("bits", .int(bits)), ("timesteps", .int(timesteps)),
    ])
  }
}
