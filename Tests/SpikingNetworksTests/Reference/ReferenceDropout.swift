import SpikingNetworks

/// Which inputs of a layer are silent for a sample in an epoch, each drawn by its own address.
enum ReferenceDropout {
  /// The 16 bits that decide about `input` of layer `layer`.
  static func draw(
    layer: Int,
    input: Int,
    sample: Int,
    epoch: Int,
    seed: UInt64
  ) -> UInt32 {
    // Eight inputs a block, two a word; a layer has 65536 blocks.
    let words = Philox(seed: seed, stream: .dropout).block(
      UInt32(layer) << 16 | UInt32(input / 8),
      step: UInt32(epoch),
      sample: UInt32(sample)
    )
    let word = words[input / 2 % 4]
    return input.isMultiple(of: 2) ? word & 0xffff : word >> 16
  }

  /// 0 where an input drops out with `probability`, else 1.
  static func mask(
    layer: Int,
    inputs: Int,
    probability: Double,
    sample: Int,
    epoch: Int,
    seed: UInt64
  ) -> [Double] {
    let threshold = UInt32((probability * 65536).rounded())
    return (0..<inputs).map { input in
      let draw = draw(layer: layer, input: input, sample: sample, epoch: epoch, seed: seed)
      return draw < threshold ? 0 : 1
    }
  }
}
