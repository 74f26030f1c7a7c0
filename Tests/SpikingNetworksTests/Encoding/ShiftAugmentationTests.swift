import Testing

@testable import SpikingNetworks

@Suite struct ShiftAugmentationTests {
  private let shape = SampleShape(channels: 2, height: 2, width: 3)
  private let image: [UInt8] = [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16]

  @Test(
    "A shift moves every channel and fills with zeros",
    arguments: [
      (0, 0, [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16] as [UInt8]),
      (1, 0, [0, 0, 0, 1, 2, 3, 0, 0, 0, 11, 12, 13]),
      (-1, 0, [4, 5, 6, 0, 0, 0, 14, 15, 16, 0, 0, 0]),
      (0, 1, [0, 1, 2, 0, 4, 5, 0, 11, 12, 0, 14, 15]),
      (-1, -1, [5, 6, 0, 0, 0, 0, 15, 16, 0, 0, 0, 0]),
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
