/// Adds noise to input integers, as the noise of a sensor would, and clamps to their range.
///
/// The noise of an input is `deviation * maximum * z`, rounded to an integer; z is the centred sum of four
/// random bytes over its standard deviation, close to a normal number and never beyond 3.46.
struct NoiseAugmentation: Sendable {
  /// The largest input integer.
  let maximum: Int
  /// Noise of one unit of the byte sum, in units of 2^-24 input integers.
  private let step: Int
  private let generator: Philox

  /// Four bytes have the mean 510 and the standard deviation sqrt(4 * (256^2 - 1) / 12).
  private static let center = 510
  private static let deviationOfSum = 147.801_443_3

  init(deviation: Double, maximum: Int, seed: UInt64) {
    self.maximum = maximum
    step = Int((deviation * Double(maximum) / Self.deviationOfSum * 0x1p24).rounded())
    generator = Philox(seed: seed, stream: .augmentation)
  }

  /// Changes `count` values in place; the draws are those of `sample` in `epoch`.
  func apply(
    _ values: UnsafeMutablePointer<UInt8>,
    count: Int,
    sample: Int,
    epoch: Int
  ) {
    let (sample, epoch) = (UInt32(truncatingIfNeeded: sample), UInt32(truncatingIfNeeded: epoch))
    for first in stride(from: 0, to: count, by: 4) {
      // Block 0 holds the shift.
      let words = generator.block(UInt32(first / 4 + 1), step: epoch, sample: sample)
      for lane in 0..<min(4, count - first) {
        let word = Int(words[lane])
        let sum = (word & 255) + (word >> 8 & 255) + (word >> 16 & 255) + (word >> 24)
        let noise = ((sum - Self.center) * step + (1 << 23)) >> 24
        values[first + lane] = UInt8(
          min(max(Int(values[first + lane]) + noise, 0), maximum)
        )
      }
    }
  }
}
