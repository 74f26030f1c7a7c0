/// Draws which inputs of a layer are silent for a sample in an epoch, the same in all its steps.
///
/// Input i of layer l drops out when the 16-bit half `i & 1` of word `i / 2` lies below p * 65536; the words are
/// those of blocks l * 65536 on. Srivastava et al., JMLR 15, 2014.
struct DropoutMasks: Sendable {
  private let generator: Philox

  init(seed: UInt64) {
    generator = Philox(seed: seed, stream: .dropout)
  }

  /// Writes the mask of `sample` for the layer of `plan` to slot `slot` of `mask`.
  func draw(
    _ plan: LayerPlan,
    sample: Int,
    epoch: Int,
    to mask: AlignedBuffer<Float>,
    slot: Int
  ) {
    let row = mask.base + slot * plan.inputWidth
    let threshold = UInt32((plan.spec.dropout * 65536).rounded())
    let (channels, pitch) = (plan.geometry.pooled.channels, plan.inputPitch)
    let (step, sample) = (UInt32(truncatingIfNeeded: epoch), UInt32(truncatingIfNeeded: sample))
    var (place, channel) = (0, 0)
    for first in stride(from: 0, to: plan.inputs, by: 8) {
      let block = UInt32(plan.index) << 16 | UInt32(first / 8)
      let words = generator.block(block, step: step, sample: sample)
      for lane in 0..<min(8, plan.inputs - first) {
        let word = words[lane >> 1]
        let draw = lane & 1 == 0 ? word & 0xffff : word >> 16
        row[place * pitch + channel] = draw < threshold ? 0 : 1
        channel += 1
        if channel == channels { (place, channel) = (place + 1, 0) }
      }
    }
  }
}
