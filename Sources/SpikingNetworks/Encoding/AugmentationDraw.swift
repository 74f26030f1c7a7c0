/// The words of the augmentation stream that decide the geometry of a sample, apart from its shift.
///
/// They lie at the far end of the counter: block 0 holds the shift and the noise of the inputs follows it, as many
/// blocks as the largest sample needs.
enum AugmentationDraw: Int {
  case rotation, scale, cutoutRow, cutoutColumn

  private static let block: UInt32 = 0xffff_fff0

  /// Returns the word of `sample` in `epoch`.
  func word(_ generator: Philox, sample: Int, epoch: Int) -> UInt32 {
    generator.block(
      Self.block,
      step: UInt32(truncatingIfNeeded: epoch),
      sample: UInt32(truncatingIfNeeded: sample)
    )[rawValue]
  }

  /// Returns a uniform number in -1..<1 for `sample` in `epoch`.
  func symmetric(_ generator: Philox, sample: Int, epoch: Int) -> Double {
    2 * (Double(word(generator, sample: sample, epoch: epoch)) * 0x1p-32) - 1
  }
}
