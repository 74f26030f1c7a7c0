/// The random changes of one training sample: shift, then noise.
struct SampleAugmentation: Sendable {
  private let shift: ShiftAugmentation?
  private let noise: NoiseAugmentation?
  private let count: Int

  /// Creates the changes that `spec` asks for; nil if it asks for none.
  init?(_ spec: AugmentationSpec, input: InputSpec, seed: UInt64) {
    shift =
      spec.shift > 0 ? ShiftAugmentation(limit: spec.shift, shape: input.shape, seed: seed) : nil
    noise =
      spec.noise > 0
      ? NoiseAugmentation(deviation: spec.noise, maximum: input.maximum, seed: seed) : nil
    count = input.shape.count
    if shift == nil && noise == nil { return nil }
  }

  /// Writes the changed form of `source` in `epoch` to `target`.
  func apply(
    _ source: UnsafePointer<UInt8>,
    sample: Int,
    epoch: Int,
    to target: UnsafeMutablePointer<UInt8>
  ) {
    if let shift {
      let (rows, columns) = shift.shift(sample: sample, epoch: epoch)
      shift.apply(source, rows: rows, columns: columns, to: target)
    } else {
      target.update(from: source, count: count)
    }
    noise?.apply(target, count: count, sample: sample, epoch: epoch)
  }
}
