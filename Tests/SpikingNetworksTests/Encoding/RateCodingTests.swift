import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct RateCodingTests {
  @Test("The vector kernel draws the bits of the contract", arguments: InstructionSet.available)
  func kernelEqualsReference(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(3)
    for (count, maximum, first) in [(1, 255, 0), (7, 1, 3), (64, 255, 0), (203, 15, 40)] {
      let coding = RateCoding(seed: 0x0123_4567_89ab_cdef, stream: .encoding, maximum: maximum)
      // Long runs of zeros exercise the blocks that are not drawn.
      let inputs = (0..<count).map { index in
        index / 16 % 3 == 1 ? UInt8(0) : UInt8(draws.integer(below: maximum + 1))
      }
      let steps = 5
      let rowBytes = (count + 63) / 64 * 8
      let thresholds = (0...255).map { coding.threshold(min($0, maximum)) }
      var address = vk_draw_address(
        key0: 0x89ab_cdef,
        key1: 0x0123_4567,
        stream: RandomStream.encoding.rawValue,
        sample: 77,
        first_step: UInt32(first)
      )
      var bits = [UInt8](repeating: 0xaa, count: steps * rowBytes)
      kernels.rate_code(
        Int32(count),
        inputs,
        thresholds,
        &address,
        Int32(steps),
        &bits,
        rowBytes,
        Int32(rowBytes)
      )
      for step in 0..<steps {
        let expected = coding.spikes(of: inputs, step: first + step, sample: 77)
        for index in 0..<rowBytes * 8 {
          let bit = bits[step * rowBytes + index / 8] >> (index % 8) & 1 == 1
          #expect(bit == (index < count && expected[index]))
        }
      }
    }
  }

  @Test("Whole steps and single inputs agree")
  func formsAgree() {
    let coding = RateCoding(seed: 8, maximum: 15)
    let inputs = (0..<100).map { UInt8($0 % 16) }
    for step in 0..<4 {
      let spikes = coding.spikes(of: inputs, step: step, sample: 5)
      for index in inputs.indices {
        let single = coding.spikes(Int(inputs[index]), index: index, step: step, sample: 5)
        #expect(single == spikes[index])
      }
    }
  }

  @Test("Zero never spikes, the maximum always does, and the threshold rounds to nearest")
  func thresholds() {
    let coding = RateCoding(seed: 1, maximum: 255)
    #expect(coding.threshold(0) == 0)
    #expect(coding.threshold(255) == 65536)
    #expect(coding.threshold(128) == 32897)  // 128 / 255 * 65536 = 32896.5
    #expect(RateCoding(seed: 1, maximum: 1).threshold(1) == 65536)
  }

  @Test("The spike rate approaches the value")
  func rate() {
    let coding = RateCoding(seed: 5, maximum: 15)
    let spikes = (0..<4000).count { coding.spikes(6, index: 3, step: $0, sample: 0) }
    #expect(abs(Double(spikes) / 4000 - 0.4) < 0.03)
  }
}
