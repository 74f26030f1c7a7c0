import Testing

@testable import SpikingNetworks

@Suite struct ShiftAugmentationTests {
  private let shape = SampleShape(channels: 2, height: 2, width: 3)
  /// Channel 1 is channel 0 plus 10.
  private let image: [UInt8] = [1, 11, 2, 12, 3, 13, 4, 14, 5, 15, 6, 16]

  @Test(
    "A shift moves every channel and fills with zeros",
    arguments: [
      (0, 0, [1, 11, 2, 12, 3, 13, 4, 14, 5, 15, 6, 16] as [UInt8]),
      (1, 0, [0, 0, 0, 0, 0, 0, 1, 11, 2, 12, 3, 13]),
      (-1, 0, [4, 14, 5, 15, 6, 16, 0, 0, 0, 0, 0, 0]),
      (0, 1, [0, 0, 1, 11, 2, 12, 0, 0, 4, 14, 5, 15]),
      (-1, -1, [5, 15, 6, 16, 0, 0, 0, 0, 0, 0, 0, 0]),
      (2, 0, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      (-3, 4, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ]
  )
  func moves(rows: Int, columns: Int, expected: [UInt8]) {
    let shift = ShiftAugmentation(limit: 4, shape: shape, seed: 1)
    var moved = [UInt8](repeating: 9, count: image.count)
    shift.apply(image, rows: rows, columns: columns, to: &moved)
    #expect(moved == expected)
  }

  @Test("A signal moves in time only, by the draw of the columns")
  func signal() {
    let signal = ShiftAugmentation(
      limit: 3,
      shape: SampleShape(channels: 2, height: 1, width: 9),
      seed: 1
    )
    let image = ShiftAugmentation(limit: 3, shape: shape, seed: 1)
    for sample in 0..<20 {
      #expect(signal.shift(sample: sample, epoch: 2).rows == 0)
      #expect(
        signal.shift(sample: sample, epoch: 2).columns
          == image.shift(sample: sample, epoch: 2).columns
      )
    }
  }

  @Test("Shifts cover the whole square and depend on sample and epoch")
  func coverage() {
    let shift = ShiftAugmentation(limit: 1, shape: shape, seed: 1)
    var seen: Set<[Int]> = []
    for sample in 0..<200 {
      let (rows, columns) = shift.shift(sample: sample, epoch: 3)
      seen.insert([rows, columns])
    }
    #expect(seen.count == 9)
    #expect(
      (0..<20).contains { shift.shift(sample: 0, epoch: $0) != shift.shift(sample: 0, epoch: 0) }
    )
  }
}
