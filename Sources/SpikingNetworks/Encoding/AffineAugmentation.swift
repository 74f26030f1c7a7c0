/// Turns and scales a sample about its centre by random amounts; a sample of height 1 is stretched in time.
struct AffineAugmentation: Sendable {
  /// The largest rotation in degrees, and the largest relative change of size.
  let rotate: Double
  let scale: Double
  let shape: SampleShape
  private let generator: Philox

  init(rotate: Double, scale: Double, shape: SampleShape, seed: UInt64) {
    self.rotate = rotate
    self.scale = scale
    self.shape = shape
    generator = Philox(seed: seed, stream: .augmentation)
  }

  /// Returns the map of a sample in an epoch, which also moves it by (`rows`, `columns`).
  func map(sample: Int, epoch: Int, rows: Int, columns: Int) -> AffineMap {
    func draw(_ draw: AugmentationDraw) -> Double {
      draw.symmetric(generator, sample: sample, epoch: epoch)
    }
    return AffineMap(
      shape: shape,
      degrees: rotate * draw(.rotation),
      scale: 1 + scale * draw(.scale),
      rows: rows,
      columns: columns
    )
  }
}
