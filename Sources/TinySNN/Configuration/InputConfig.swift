import SpikingNetworks

/// How a sample becomes the input of every time step; `InputSpec` without the shape.
public struct InputConfig: Codable, Hashable, Sendable {
  /// How a sample is presented.
  public var coding: InputCoding
  /// The bits of one input value, 1...8; 1 for events.
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
  /// Reads the section `input` for samples of `dataset`, which decide whether events enter; nil decides nothing.
  init(_ reader: ConfigReader, dataset: DatasetKind?) {
    coding = reader.word("coding", default: dataset?.holdsEvents == true ? .events : .direct)
    switch coding {
    case .direct, .rate: bits = reader.int("bits", in: 1...8, default: 8)
    case .events:
      bits = 1
      reader.dropGenerated(["bits"])
    }
    timesteps = reader.int("timesteps", in: 1...255, default: 8)
    reader.finish()
    if let dataset, dataset.holdsEvents != (coding == .events) {
      reader.report(
        "expected \(dataset.holdsEvents ? "events" : "direct | rate") at \(reader.path("coding")), since "
          + "\(dataset.rawValue) holds \(dataset.holdsEvents ? "events" : "values"), "
          + "found '\(coding.rawValue)'",
        at: reader.peek("coding")?.origin ?? reader.origin,
        key: "coding"
      )
    }
  }

  /// The canonical spelling.
  var node: ConfigNode {
    var pairs: [(String, ConfigNode)] = [("coding", .string(coding.rawValue))]
    if coding != .events { pairs.append(("bits", .int(bits))) }
    return .map(pairs + [("timesteps", .int(timesteps))])
  }
}
