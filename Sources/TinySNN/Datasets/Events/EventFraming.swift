import SpikingNetworks

/// How the events of a recording become frames of spikes, one for each time step.
///
/// An input of a frame spikes if at least one event falls on it.
public struct EventFraming: Codable, Hashable, Sendable {
  /// What the two polarities of events become.
  public enum Polarity: String, Codable, CaseIterable, Hashable, Sendable {
    /// Two channels: 0 has the pixels that grew darker (OFF), 1 those that grew brighter (ON).
    case split
    /// One channel for both.
    case merge
  }

  /// What is divided into steps of equal duration.
  public enum Window: String, Codable, CaseIterable, Hashable, Sendable {
    /// The whole recording, from its start to its last event.
    case recording
    /// A time from the start of the recording on; what comes later is left out.
    case fixed
  }

  /// The pixels along each side of a frame, 1...34; events of several pixels of the camera fall on one.
  public var size: Int
  /// What the two polarities become.
  public var polarity: Polarity
  /// What is divided into steps.
  public var window: Window
  /// The milliseconds of a fixed window, 1...8388, which is what time stamps of 23 bits reach.
  public var milliseconds: Int
  /// The number of frames: the time steps of the experiment.
  public var count: Int

  /// Creates what a configuration has by default.
  public init(
    size: Int = 34,
    polarity: Polarity = .split,
    window: Window = .recording,
    milliseconds: Int = 300,
    count: Int = 8
  ) {
    self.size = size
    self.polarity = polarity
    self.window = window
    self.milliseconds = milliseconds
    self.count = count
  }

  /// The shape of one frame.
  public var shape: SampleShape {
    let channels =
      switch polarity {
      case .split: 2
      case .merge: 1
      }
    return SampleShape(channels: channels, height: size, width: size)
  }

  /// Returns the frames of `recording`, laid out as `SpikeFrames`.
  ///
  /// Of a window of d microseconds, step `t * count / d` has the events of time t; row and column are scaled
  /// likewise, all rounded down.
  func frames(of recording: EventRecording) -> [UInt8] {
    let shape = shape
    let layout = SpikeFrames(inputs: shape.count, count: count)
    let duration =
      switch window {
      case .recording: (recording.events.last?.microseconds ?? 0) + 1
      case .fixed: milliseconds * 1000
      }
    var bytes = [UInt8](repeating: 0, count: layout.sampleBytes)
    for event in recording.events {
      // Times never decrease.
      guard event.microseconds < duration else { break }
      let step = event.microseconds * count / duration
      let row = Int(event.y) * size / EventRecording.side
      let column = Int(event.x) * size / EventRecording.side
      let channel = polarity == .split && event.isBrighter ? 1 : 0
      let input = (row * size + column) * shape.channels + channel
      bytes[step * layout.frameBytes + input >> 3] |= 1 << UInt8(input & 7)
    }
    return bytes
  }
}
