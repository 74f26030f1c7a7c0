/// Sets a square of a sample to zero, a run of columns where the height is 1.
///
/// The centre is uniform over all pixels, so a square may hang over the border: DeVries and Taylor, 2017
/// (arXiv 1708.04552).
struct CutoutAugmentation: Sendable {
  /// The side of the square in pixels.
  let side: Int
  let shape: SampleShape
  private let generator: Philox

  init(side: Int, shape: SampleShape, seed: UInt64) {
    self.side = side
    self.shape = shape
    generator = Philox(seed: seed, stream: .augmentation)
  }

  /// Returns the rows and columns that are cut out of a sample in an epoch.
  func square(sample: Int, epoch: Int) -> (rows: Range<Int>, columns: Range<Int>) {
    func range(_ draw: AugmentationDraw, _ size: Int) -> Range<Int> {
      let word = draw.word(generator, sample: sample, epoch: epoch)
      let centre = Int((UInt64(word) &* UInt64(size)) >> 32)
      let first = centre - side / 2
      return max(0, first)..<max(0, min(size, first + side))
    }
    return (range(.cutoutRow, shape.height), range(.cutoutColumn, shape.width))
  }

  /// Cuts the square of `sample` in `epoch` out of `values`.
  func apply(_ values: UnsafeMutablePointer<UInt8>, sample: Int, epoch: Int) {
    let (rows, columns) = square(sample: sample, epoch: epoch)
    for row in rows {
      let first = values + (row * shape.width + columns.lowerBound) * shape.channels
      first.update(repeating: 0, count: columns.count * shape.channels)
    }
  }
}
