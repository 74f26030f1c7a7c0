import SpikingNetworks

/// What a recording becomes: a picture of frequency bands over time, in bytes.
public struct AudioFeatures: Codable, Hashable, Sendable {
  /// What one frame is described by.
  public enum Kind: String, Codable, CaseIterable, Hashable, Sendable {
    /// The level of each mel band.
    case logMel = "log_mel"
    /// The first coefficients of the cosine transform (DCT-II) of these levels.
    case mfcc
  }

  /// Where the frames of a recording lie.
  public enum Alignment: String, Codable, CaseIterable, Hashable, Sendable {
    /// Evenly from its first to its last sample: the time is normalised.
    case stretch
    /// At a fixed distance about its middle; silence is added or ends are cut off.
    case center
  }

  /// What levels are relative to.
  public enum Reference: String, Codable, CaseIterable, Hashable, Sendable {
    /// The loudest band of any frame of the recording.
    case peak
    /// A sine at full scale.
    case fullScale = "full_scale"
  }

  /// Where the bands of a frame stand in a sample.
  public enum Layout: String, Codable, CaseIterable, Hashable, Sendable {
    /// One above the other, the lowest first: a sample is an image with one channel.
    case rows
    /// As channels: a sample is a signal of height 1.
    case channels
  }

  /// What one frame is described by.
  public var kind = Kind.logMel
  /// The number of mel bands, 2...64.
  public var bands = 20
  /// The number of coefficients of `mfcc`, 1...bands.
  public var coefficients = 13
  /// The number of frames, 2...255.
  public var frames = 32
  /// The length of a frame in milliseconds, 5...128.
  public var window = 32.0
  /// Where the frames lie.
  public var alignment = Alignment.stretch
  /// The distance of frames in milliseconds if `alignment` is `center`, 1...128.
  public var hop = 16.0
  /// The lowest frequency of the first band in hertz, from 0.
  public var low = 50.0
  /// The highest frequency of the last band in hertz, at most half the sample rate.
  public var high = 4000.0
  /// The part of the sample before that is subtracted from each sample, 0...0.99.
  public var preEmphasis = 0.97
  /// What levels are relative to.
  public var reference = Reference.peak
  /// The level in decibels below the reference that becomes 0, 10...120.
  public var range = 60.0
  /// Where the bands of a frame stand in a sample.
  public var layout = Layout.rows

  /// Creates the features that a configuration has by default.
  public init() {}

  /// The number of values of one frame.
  public var height: Int {
    switch kind {
    case .logMel: bands
    case .mfcc: coefficients
    }
  }

  /// The shape of one sample.
  public var shape: SampleShape {
    switch layout {
    case .rows: SampleShape(height: height, width: frames)
    case .channels: SampleShape(channels: height, height: 1, width: frames)
    }
  }

  /// The samples of a frame at `sampleRate` samples per second.
  func windowLength(sampleRate: Int) -> Int {
    Int((window * Double(sampleRate) / 1000).rounded())
  }

  /// The length of the Fourier transform: the smallest power of two that holds a frame.
  func transformLength(sampleRate: Int) -> Int {
    var size = 4
    while size < windowLength(sampleRate: sampleRate) { size *= 2 }
    return size
  }

  /// The mel bands of a recording with `sampleRate` samples per second.
  func filterBank(sampleRate: Int) -> MelFilterBank {
    MelFilterBank(
      bands: bands,
      frequencies: low...high,
      size: transformLength(sampleRate: sampleRate),
      sampleRate: sampleRate
    )
  }
}
