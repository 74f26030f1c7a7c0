import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct RateCodeTests {
  @Test(
    "Bits are set where the addressed half word is below the threshold",
    arguments: InstructionSet.available,
    [1, 8, 17, 64, 200, 523]
  )
  func bits(instructionSet: InstructionSet, n: Int) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(64)
    let (steps, first, sample) = (4, 9, 70_000)
    let generator = Philox(seed: 0x0123_4567_89ab_cdef, stream: .encoding)
    var address = vk_draw_address(
      key0: 0x89ab_cdef,
      key1: 0x0123_4567,
      stream: RandomStream.encoding.rawValue,
      sample: UInt32(sample),
      first_step: UInt32(first)
    )
    // From never over at random to always; runs of zeros are not drawn at all.
    let thresholds = (0..<256).map { UInt32($0 == 255 ? 65536 : $0 * 256) }
    let x = (0..<n).map { $0 / 20 % 3 == 1 ? UInt8(0) : UInt8(draws.integer(below: 256)) }
    let rowBytes = (n + 63) / 64 * 8
    for stride in [rowBytes, rowBytes + 5] {
      let bits = GuardedBuffer<UInt8>(count: (steps - 1) * stride + rowBytes)
      var expected = bits.contents
      for step in 0..<steps {
        for byte in 0..<rowBytes { expected[step * stride + byte] = 0 }
        for i in 0..<n {
          let word = generator.word(i / 2, step: first + step, sample: sample)
          let draw = i % 2 == 0 ? word & 0xffff : word >> 16
          if draw < thresholds[Int(x[i])] { expected[step * stride + i / 8] |= 1 << (i % 8) }
        }
      }
      kernels.rate_code(
        Int32(n),
        x,
        thresholds,
        &address,
        Int32(steps),
        bits.base,
        stride,
        Int32(rowBytes)
      )
      #expect(bits.contents == expected)
      #expect(bits.isIntact)
    }
  }
}
