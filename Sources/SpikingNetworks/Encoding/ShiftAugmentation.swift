/// Moves a sample by a random number of pixels, filling with zeros; a sample of height 1 moves in time only.
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
    guard limit > 0 else { return (0, 0) }
    let span = 2 * limit + 1
    func draw(_ word: Int) -> Int {
      generator.integer(below: span, word, step: epoch, sample: sample) - limit
    }
    return (shape.height == 1 ? 0 : draw(0), draw(1))
  }

  /// Writes the moved sample, `shape.count` values, to `target`.
  func apply(
    _ source: UnsafePointer<UInt8>,
    rows: Int,
    columns: Int,
    to target: UnsafeMutablePointer<UInt8>
  ) {
    let (height, width, channels) = (shape.height, shape.width, shape.channels)
    target.update(repeating: 0, count: shape.count)
    let kept = width - abs(columns)
    guard kept > 0 else { return }
    for row in max(0, rows)..<max(0, rows, min(height, height + rows)) {
      let from = source + ((row - rows) * width + max(0, -columns)) * channels
      let to = target + (row * width + max(0, columns)) * channels
      to.update(from: from, count: kept * channels)
    }
  }

  /// Writes the frames of spikes of the moved sample to `target`, all moved alike.
  func apply(
    _ source: UnsafePointer<UInt8>,
    _ frames: SpikeFrames,
    rows: Int,
    columns: Int,
    to target: UnsafeMutablePointer<UInt8>
  ) {
    let (height, width, channels) = (shape.height, shape.width, shape.channels)
    target.update(repeating: 0, count: frames.sampleBytes)
    for step in 0..<frames.count {
      let frame = target + step * frames.frameBytes
      frames.forEachSpike(source + step * frames.frameBytes) { input in
        let place = input / channels
        let (row, column) = (place / width + rows, place % width + columns)
        guard (0..<height).contains(row), (0..<width).contains(column) else { return }
        let moved = (row * width + column) * channels + input % channels
        frame[moved >> 3] |= 1 << UInt8(moved & 7)
      }
    }
  }
}
