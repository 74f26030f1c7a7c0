import Testing

@testable import SpikingNetworks

@Suite struct CutoutAugmentationTests {
  @Test("The square is zero in all channels, and nothing else changes")
  func square() {
    let shape = SampleShape(channels: 2, height: 5, width: 6)
    let cutout = CutoutAugmentation(side: 3, shape: shape, seed: 4)
    for sample in 0..<50 {
      var values = [UInt8](repeating: 7, count: shape.count + 1)
      values.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { cutout.apply(base, sample: sample, epoch: 1) }
      }
      #expect(values.last == 7)
      let (rows, columns) = cutout.square(sample: sample, epoch: 1)
      for index in 0..<shape.count {
        let (row, column) = (index / 12, index / 2 % 6)
        #expect(values[index] == (rows.contains(row) && columns.contains(column) ? 0 : 7))
      }
    }
  }

  @Test("Centres cover every pixel; squares end at the border")
  func coverage() {
    let shape = SampleShape(height: 3, width: 4)
    let cutout = CutoutAugmentation(side: 2, shape: shape, seed: 4)
    let squares = (0..<400).map { cutout.square(sample: $0, epoch: 0) }
    // Centre 0 leaves one row, centres 1 and 2 two.
    #expect(Set(squares.map(\.rows)) == [0..<1, 0..<2, 1..<3])
    #expect(Set(squares.map(\.columns)) == [0..<1, 0..<2, 1..<3, 2..<4])
    #expect(Set((0..<20).map { cutout.square(sample: 0, epoch: $0).columns }).count > 1)
  }

  @Test("Of a signal it is a run of columns")
  func signal() {
    let cutout = CutoutAugmentation(
      side: 4,
      shape: SampleShape(channels: 3, height: 1, width: 32),
      seed: 4
    )
    for sample in 0..<50 {
      let (rows, columns) = cutout.square(sample: sample, epoch: 0)
      #expect(rows == 0..<1)
      #expect((2...4).contains(columns.count))
    }
  }
}
