/// A rotation and scaling about the centre and a shift, as the place in the source of each target pixel.
///
/// Places are in units of 2^-16 pixels, and the coefficients come from additions, multiplications and divisions
/// alone: the same integers on every system.
struct AffineMap: Hashable, Sendable {
  /// The place in the source of target pixel (0, 0).
  let originX: Int
  let originY: Int
  /// cos(angle) / scale and sin(angle) / scale: the change of the place per column, and per row with
  /// the roles exchanged.
  let cosine: Int
  let sine: Int

  /// Creates the inverse of the map that turns by `degrees` clockwise, in -180...180, and enlarges by `scale`,
  /// then moves by (`rows`, `columns`).
  init(shape: SampleShape, degrees: Double, scale: Double, rows: Int, columns: Int) {
    let turn = degrees / 180
    let cosine = PortableMath.cosineOfPi(abs(turn))
    let sine = PortableMath.cosineOfPi(abs(0.5 - abs(turn)))
    self.cosine = Int((cosine / scale * 0x1p16).rounded())
    self.sine = Int(((turn < 0 ? -sine : sine) / scale * 0x1p16).rounded())
    // Twice the distance of pixel (0, 0) from where the centre goes to: centres lie between pixels.
    let x = -2 * columns - (shape.width - 1)
    let y = -2 * rows - (shape.height - 1)
    originX = (self.cosine * x + self.sine * y + (shape.width - 1) << 16) >> 1
    originY = (self.cosine * y - self.sine * x + (shape.height - 1) << 16) >> 1
  }

  /// Writes the picture of `source` to `target`: bilinear between pixels, zero outside, rounded half up.
  func apply(
    _ source: UnsafePointer<UInt8>,
    shape: SampleShape,
    to target: UnsafeMutablePointer<UInt8>
  ) {
    let (width, height, channels) = (shape.width, shape.height, shape.channels)
    let rowStride = width * channels
    // Places whose four neighbours all exist, found with one comparison per axis.
    let (innerX, innerY) = (UInt(width - 1), UInt(height - 1))
    var out = target
    var (rowX, rowY) = (originX, originY)
    for _ in 0..<height {
      var (x, y) = (rowX, rowY)
      for _ in 0..<width {
        let (left, top) = (x >> 16, y >> 16)
        let (right, bottom) = (x & 0xffff, y & 0xffff)
        if UInt(bitPattern: left) < innerX && UInt(bitPattern: top) < innerY {
          let corner = source + (top &* width &+ left) &* channels
          // Grey images are common, and 1.5 times as fast without the loop.
          if channels == 1 {
            out[0] = Self.blend(corner, 1, width, right, bottom)
          } else {
            for channel in 0..<channels {
              out[channel] = Self.blend(corner + channel, channels, rowStride, right, bottom)
            }
          }
        } else if left >= -1 && left < width && top >= -1 && top < height {
          border(source, shape, x: x, y: y, to: out)
        } else {
          out.update(repeating: 0, count: channels)
        }
        out += channels
        x &+= cosine
        y &-= sine
      }
      rowX &+= sine
      rowY &+= cosine
    }
  }

  /// The value between four pixels, `right` and `bottom` of 65536 of the way.
  @inline(__always)
  private static func blend(
    _ pixel: UnsafePointer<UInt8>,
    _ column: Int,
    _ row: Int,
    _ right: Int,
    _ bottom: Int
  ) -> UInt8 {
    let upper = Int(pixel[0]) &* (65536 &- right) &+ Int(pixel[column]) &* right
    let lower = Int(pixel[row]) &* (65536 &- right) &+ Int(pixel[row &+ column]) &* right
    let sum = upper &* (65536 &- bottom) &+ lower &* bottom
    return UInt8(truncatingIfNeeded: (sum &+ 1 << 31) >> 32)
  }

  /// The pixel at place (x, y), some of whose neighbours lie outside.
  private func border(
    _ source: UnsafePointer<UInt8>,
    _ shape: SampleShape,
    x: Int,
    y: Int,
    to out: UnsafeMutablePointer<UInt8>
  ) {
    for channel in 0..<shape.channels {
      func value(_ row: Int, _ column: Int) -> Int {
        guard row >= 0, row < shape.height, column >= 0, column < shape.width else { return 0 }
        return Int(source[(row * shape.width + column) * shape.channels + channel])
      }
      let (left, top) = (x >> 16, y >> 16)
      let (right, bottom) = (x & 0xffff, y & 0xffff)
      let upper = value(top, left) * (65536 - right) + value(top, left + 1) * right
      let lower = value(top + 1, left) * (65536 - right) + value(top + 1, left + 1) * right
      out[channel] = UInt8((upper * (65536 - bottom) + lower * bottom + 1 << 31) >> 32)
    }
  }
}
