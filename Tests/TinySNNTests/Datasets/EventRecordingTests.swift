import Foundation
import SpikingNetworks
import Testing

@testable import TinySNN

/// The bytes of an event as files have them.
private func event(_ x: Int, _ y: Int, _ isBrighter: Bool, _ time: Int) -> [UInt8] {
  [
    UInt8(x), UInt8(y), UInt8(time >> 16) | (isBrighter ? 0x80 : 0), UInt8(time >> 8 & 255),
    UInt8(time & 255),
  ]
}

@Suite("Event recordings")
struct EventRecordingTests {
  @Test("Five bytes are pixel, polarity and 23 bits of microseconds")
  func parsing() throws {
    let recording = try EventRecording(
      [3, 4, 0x80, 0, 9, 33, 0, 0x01, 0x02, 0x03, 0, 33, 0xFF, 0xFF, 0xFF],
      file: "a"
    )
    #expect(
      recording.events == [
        .init(x: 3, y: 4, isBrighter: true, microseconds: 9),
        .init(x: 33, y: 0, isBrighter: false, microseconds: 0x010203),
        .init(x: 0, y: 33, isBrighter: true, microseconds: 0x7FFFFF),
      ]
    )
  }

  @Test(
    "A wrong file is refused",
    arguments: [
      ([], "a: expected one or more events of 5 bytes, found 0 bytes"),
      ([1, 2, 3, 4], "a: expected one or more events of 5 bytes, found 4 bytes"),
      (event(1, 1, true, 5) + [1], "a: expected one or more events of 5 bytes, found 6 bytes"),
      (
        event(1, 1, true, 5) + event(34, 0, true, 6),
        "a: expected pixels in 0...33 in event 1, found (34, 0)"
      ),
      (event(0, 255, false, 5), "a: expected pixels in 0...33 in event 0, found (0, 255)"),
      (
        event(1, 1, true, 5) + event(1, 1, true, 5) + event(1, 1, false, 4),
        "a: expected times in rising order in event 2, found 4 after 5"
      ),
    ] as [([UInt8], String)]
  )
  func wrong(bytes: [UInt8], expected: String) {
    let error = #expect(throws: DatasetError.self) { try EventRecording(bytes, file: "a") }
    #expect(error?.description == expected)
  }

  /// The spikes of the frames, [step: inputs].
  private func spikes(_ framing: EventFraming, _ bytes: [UInt8]) throws -> [[Int]] {
    let sample = framing.frames(of: try EventRecording(bytes, file: "a"))
    let frames = SpikeFrames(inputs: framing.shape.count, count: framing.count)
    #expect(sample.count == frames.sampleBytes)
    return (0..<frames.count).map { step in
      var active: [Int32] = []
      frames.activeInputs(sample[...], step: step, into: &active)
      return active.map(Int.init)
    }
  }

  @Test("The whole recording is divided into steps of equal duration")
  func recordingWindow() throws {
    // 0...99 microseconds are 100; steps of 25. Row 2, column 1 is pixel 69.
    let bytes =
      event(1, 2, false, 0) + event(1, 2, true, 24) + event(0, 0, true, 25)
      + event(33, 33, false, 49) + event(33, 33, false, 49) + event(5, 0, true, 99)
    #expect(
      try spikes(EventFraming(count: 4), bytes) == [[138, 139], [1, 2 * 1155], [], [11]]
    )
    #expect(
      try spikes(EventFraming(polarity: .merge, count: 4), bytes)
        == [[69], [0, 1155], [], [5]]
    )
    #expect(try spikes(EventFraming(polarity: .merge, count: 1), bytes) == [[0, 5, 69, 1155]])
    #expect(try spikes(EventFraming(count: 2), event(0, 0, true, 0)) == [[1], []])
  }

  @Test("A fixed window leaves out what comes later, and steps may stay empty")
  func fixedWindow() throws {
    let bytes =
      event(0, 0, true, 0) + event(1, 0, true, 499) + event(2, 0, true, 500)
      + event(3, 0, true, 999) + event(4, 0, true, 1000)
    func framing(_ milliseconds: Int) -> EventFraming {
      EventFraming(polarity: .merge, window: .fixed, milliseconds: milliseconds, count: 2)
    }
    #expect(try spikes(framing(1), bytes) == [[0, 1], [2, 3]])
    #expect(try spikes(framing(300), bytes) == [[0, 1, 2, 3, 4], []])
  }

  @Test("Pixels of a smaller frame take the events of several, a spike at most")
  func size() throws {
    let bytes =
      event(0, 0, true, 0) + event(1, 1, true, 0) + event(2, 0, true, 0) + event(33, 33, false, 0)
    #expect(
      try spikes(EventFraming(size: 17, polarity: .merge, count: 1), bytes) == [[0, 1, 288]]
    )
    #expect(try spikes(EventFraming(size: 17, count: 1), bytes) == [[1, 3, 576]])
    #expect(try spikes(EventFraming(size: 1, count: 1), bytes) == [[0, 1]])
    #expect(EventFraming(size: 17).shape == SampleShape(channels: 2, height: 17, width: 17))
    #expect(EventFraming(polarity: .merge).shape == SampleShape(height: 34, width: 34))
  }
}
