import Foundation

/// What an event camera saw of one digit, in a file of N-MNIST.
///
/// Five bytes an event: x, y, the polarity in the highest bit of the third byte, and 23 bits of microseconds since the
/// start, the highest first. G. Orchard, A. Jayawant, G. K. Cohen, N. Thakor, *Converting static image datasets to
/// spiking neuromorphic datasets using saccades*, Frontiers in Neuroscience, 2015 (doi 10.3389/fnins.2015.00437).
struct EventRecording: Hashable, Sendable {
  /// A change of brightness at one pixel.
  struct Event: Hashable, Sendable {
    /// The column, 0..<side.
    var x: UInt8
    /// The row, 0..<side.
    var y: UInt8
    /// Whether the pixel grew brighter (ON), or else darker (OFF).
    var isBrighter: Bool
    /// The time since the start of the recording.
    var microseconds: Int
  }

  /// The pixels along each side of the camera's field.
  static let side = 34
  private static let eventBytes = 5

  /// The events, in the order of time.
  let events: [Event]

  /// Reads a file.
  init(contentsOfFile path: String) throws {
    try self.init([UInt8](DataFile.contents(ofFile: path)), file: path)
  }

  /// Parses the content of a file; `file` is its name in errors.
  ///
  /// - Throws: For a part of an event, no events, a pixel outside of the field, or a time before that of the event before.
  init(_ content: [UInt8], file: String) throws(DatasetError) {
    func failure(_ expected: String, _ found: String) -> DatasetError {
      DatasetError(file: file, message: "expected \(expected), found \(found)")
    }
    guard !content.isEmpty, content.count % EventRecording.eventBytes == 0 else {
      throw failure("one or more events of 5 bytes", "\(content.count) bytes")
    }
    var events: [Event] = []
    events.reserveCapacity(content.count / EventRecording.eventBytes)
    var last = 0
    for offset in stride(from: 0, to: content.count, by: EventRecording.eventBytes) {
      let (x, y) = (content[offset], content[offset + 1])
      let number = offset / EventRecording.eventBytes
      guard Int(x) < EventRecording.side, Int(y) < EventRecording.side else {
        throw failure("pixels in 0...\(EventRecording.side - 1) in event \(number)", "(\(x), \(y))")
      }
      let high = content[offset + 2]
      let time =
        Int(high & 0x7F) << 16 | Int(content[offset + 3]) << 8 | Int(content[offset + 4])
      guard time >= last else {
        throw failure("times in rising order in event \(number)", "\(time) after \(last)")
      }
      last = time
      events.append(Event(x: x, y: y, isBrighter: high & 0x80 != 0, microseconds: time))
    }
    self.events = events
  }
}
