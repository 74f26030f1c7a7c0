/// Moves an image by a random number of pixels, filling with zeros.
struct ShiftAugmentation: Sendable {
  /// The largest shift along each axis; the shift is uniform in -limit...limit.
  let limit: Int
  let shape: SampleShape
  private let generator: Philox

  init(limit: Int, shape: SampleShape, seed: UInt64) {
    self.limit = limit
    self.shape = shape
    generator = Philox(seed: seed, stream: .augmentation)
  }

  /// Returns the shift of a sample in an epoch, (rows down, columns right).
  func shift(sample: Int, epoch: Int) -> (rows: Int, columns: Int) {
    let span = 2 * limit + 1
    return (
      generator.integer(below: span, 0, step: epoch, sample: sample) - limit,
      generator.integer(below: span, 1, step: epoch, sample: sample) - limit
    )
  }

  /// Writes the moved image, `shape.count` values, to `target`.
  func apply(
    _ source: UnsafePointer<UInt8>,
    rows: Int,
    columns: Int,
    to target: UnsafeMutablePointer<UInt8>
  ) {
    let (height, width) = (shape.height, shape.width)
    target.update(repeating: 0, count: shape.count)
    let kept = width - abs(columns)
    guard kept > 0 else { return }
    for channel in 0..<shape.channels {
      for row in max(0, rows)..<max(0, rows, min(height, height + rows)) {
        let from = source + (channel * height + row - rows) * width + max(0, -columns)
        let to = target + (channel * height + row) * width + max(0, columns)
        to.update(from: from, count: kept)
      }
    }
  }
}
