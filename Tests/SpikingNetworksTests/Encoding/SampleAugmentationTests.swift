import Testing

@testable import SpikingNetworks

@Suite struct SampleAugmentationTests {
  private let input = InputSpec(
    shape: SampleShape(height: 8, width: 8),
    coding: .direct,
    bits: 4,
    timesteps: 1
  )
  private let image = (0..<64).map { UInt8($0 % 16) }

  private func apply(_ spec: AugmentationSpec, sample: Int = 3, epoch: Int = 2) -> [UInt8] {
    var result = image
    SampleAugmentation(spec, input: input, seed: 5)?
      .apply(image, sample: sample, epoch: epoch, to: &result)
    return result
  }

  @Test("Nothing asked for is no augmentation at all")
  func none() {
    #expect(SampleAugmentation(AugmentationSpec(), input: input, seed: 5) == nil)
  }

  @Test("The parts follow each other: one map for turn and shift, cutout, noise")
  func order() {
    let whole = AugmentationSpec(shift: 2, rotate: 20, scale: 0.2, cutout: 3, noise: 0.1)
    let (rows, columns) = ShiftAugmentation(limit: 2, shape: input.shape, seed: 5)
      .shift(sample: 3, epoch: 2)
    let affine = AffineAugmentation(rotate: 20, scale: 0.2, shape: input.shape, seed: 5)
    var expected = image
    affine.map(sample: 3, epoch: 2, rows: rows, columns: columns)
      .apply(image, shape: input.shape, to: &expected)
    expected.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      CutoutAugmentation(side: 3, shape: input.shape, seed: 5)
        .apply(base, sample: 3, epoch: 2)
      NoiseAugmentation(deviation: 0.1, maximum: 15, seed: 5)
        .apply(base, count: 64, sample: 3, epoch: 2)
    }
    #expect(apply(whole) == expected)
  }

  @Test("New parts leave the draws of the shift as they were")
  func independentDraws() {
    let shift = ShiftAugmentation(limit: 2, shape: input.shape, seed: 5)
    // Words 0 and 1 of block 0, in the order rows, columns.
    let generator = Philox(seed: 5, stream: .augmentation)
    for sample in 0..<10 {
      let (rows, columns) = shift.shift(sample: sample, epoch: 2)
      #expect(rows == generator.integer(below: 5, 0, step: 2, sample: sample) - 2)
      #expect(columns == generator.integer(below: 5, 1, step: 2, sample: sample) - 2)
      let word = AugmentationDraw.cutoutColumn.word(generator, sample: sample, epoch: 2)
      #expect(word == generator.word(0xffff_fff0 * 4 + 3, step: 2, sample: sample))
    }
  }

  @Test("Angles and sizes stay in their range and depend on sample and epoch; values stay legal")
  func ranges() {
    let affine = AffineAugmentation(rotate: 90, scale: 0.5, shape: input.shape, seed: 5)
    var seen: Set<AffineMap> = []
    for sample in 0..<100 {
      for epoch in 0..<2 {
        let map = affine.map(sample: sample, epoch: epoch, rows: 0, columns: 0)
        seen.insert(map)
        // |angle| <= 90 degrees: no negative cosine; sizes 0.5...1.5.
        #expect(map.cosine >= 0)
        let length = Double(map.cosine * map.cosine + map.sine * map.sine).squareRoot()
        #expect((65535 / 1.5...65537 / 0.5).contains(length))
        let result = apply(
          AugmentationSpec(rotate: 90, scale: 0.5),
          sample: sample,
          epoch: epoch
        )
        #expect(result.allSatisfy { $0 <= 15 })
      }
    }
    #expect(seen.count == 200)
  }
}
