import Testing

@testable import SpikingNetworks

@Suite struct EventAugmentationTests {
  private let input = InputSpec(
    shape: SampleShape(channels: 2, height: 3, width: 5),
    coding: .events,
    bits: 1,
    timesteps: 3
  )

  @Test("All frames of a sample are shifted as an image would be")
  func shift() throws {
    let augmentation = try #require(
      SampleAugmentation(AugmentationSpec(shift: 2), input: input, seed: 5)
    )
    let frames = input.layout
    let images = (0..<3).map { step in (0..<30).map { UInt8(($0 * 7 + step * 5) % 3 == 0 ? 1 : 0) }
    }
    let source = frames.sample { images[$0][$1] > 0 }
    let shift = ShiftAugmentation(limit: 2, shape: input.shape, seed: 5)
    var places: Set<[Int]> = []
    for sample in 0..<40 {
      let (rows, columns) = shift.shift(sample: sample, epoch: 1)
      places.insert([rows, columns])
      let moved = images.map { image in
        var result = image
        shift.apply(image, rows: rows, columns: columns, to: &result)
        return result
      }
      var found = [UInt8](repeating: 0xFF, count: frames.sampleBytes)
      augmentation.apply(source, sample: sample, epoch: 1, to: &found)
      #expect(found == frames.sample { moved[$0][$1] > 0 }, "sample \(sample)")
    }
    #expect(places.count > 10)
  }

  @Test(
    "What changes values is refused",
    arguments: [
      ("rotate", AugmentationSpec(rotate: 1)), ("scale", AugmentationSpec(scale: 0.1)),
      ("cutout", AugmentationSpec(cutout: 1)), ("noise", AugmentationSpec(shift: 1, noise: 0.1)),
    ]
  )
  func refused(key: String, augmentation: AugmentationSpec) throws {
    let expected = "augment.\(key) does not apply to events, which are shifted only"
    #expect(throws: NetworkError.invalidOptions(expected)) { try augmentation.check(input) }
    try AugmentationSpec(shift: 1).check(input)
    var values = input
    values.coding = .direct
    try augmentation.check(values)
  }
}
