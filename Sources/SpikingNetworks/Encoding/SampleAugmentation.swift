/// The random changes of one training sample: rotation and scaling, shift, cutout, noise, in this order.
///
/// All frames of spikes of a sample are shifted alike; nothing else is done to them.
struct SampleAugmentation: Sendable {
  private let affine: AffineAugmentation?
  private let shift: ShiftAugmentation
  private let cutout: CutoutAugmentation?
  private let noise: NoiseAugmentation?
  private let shape: SampleShape
  private let frames: SpikeFrames?

  /// Creates the changes that `spec` asks for; nil if it asks for none.
  init?(_ spec: AugmentationSpec, input: InputSpec, seed: UInt64) {
    guard spec != AugmentationSpec() else { return nil }
    let shape = input.shape
    self.shape = shape
    frames = input.frames
    affine =
      spec.rotate > 0 || spec.scale > 0
      ? AffineAugmentation(rotate: spec.rotate, scale: spec.scale, shape: shape, seed: seed) : nil
    shift = ShiftAugmentation(limit: spec.shift, shape: shape, seed: seed)
    cutout =
      spec.cutout > 0 ? CutoutAugmentation(side: spec.cutout, shape: shape, seed: seed) : nil
    noise =
      spec.noise > 0
      ? NoiseAugmentation(deviation: spec.noise, maximum: input.maximum, seed: seed) : nil
  }

  /// Writes the changed form of `source` in `epoch` to `target`.
  func apply(
    _ source: UnsafePointer<UInt8>,
    sample: Int,
    epoch: Int,
    to target: UnsafeMutablePointer<UInt8>
  ) {
    let (rows, columns) = shift.shift(sample: sample, epoch: epoch)
    if let frames {
      return shift.apply(source, frames, rows: rows, columns: columns, to: target)
    }
    if let affine {
      // One map for both: what the rotation moves out of the frame, the shift may bring back.
      affine.map(sample: sample, epoch: epoch, rows: rows, columns: columns)
        .apply(source, shape: shape, to: target)
    } else {
      shift.apply(source, rows: rows, columns: columns, to: target)
    }
    cutout?.apply(target, sample: sample, epoch: epoch)
    noise?.apply(target, count: shape.count, sample: sample, epoch: epoch)
  }
}
