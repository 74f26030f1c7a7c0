import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct SharedPatternTests {
  /// One sample of bits, [steps][rowBytes], and what `shared_patterns` makes of it.
  private struct Sample {
    let matrix: [Float]
    let lit: [UInt16]
    let groups: [UInt8]
    let groupsPitch: Int
    let chunks: [UInt8]
    let count: Int
    let isIntact: Bool

    init(_ kernels: vk_table, steps: Int, inputs: Int, density: Double, _ draws: inout Draws) {
      // Half of the inputs are never set, as in images.
      let possible = (0..<inputs).map { _ in draws.uniform() < 0.5 }
      matrix = (0..<steps * inputs).map { at in
        possible[at % inputs] && draws.uniform() < density ? 1 : 0
      }
      let rowBytes = (inputs + 63) / 64 * 8
      // Rows of other samples lie between those of this one.
      let stride = 2 * rowBytes
      var bits = [UInt8](repeating: 0xff, count: steps * stride)
      for step in 0..<steps {
        for byte in 0..<rowBytes { bits[step * stride + byte] = 0 }
        for input in 0..<inputs where matrix[step * inputs + input] == 1 {
          bits[step * stride + input / 8] |= 1 << (input % 8)
        }
      }
      groupsPitch = (rowBytes * 8 + 2) / 3 + draws.pick(0...3)
      let chunkCount = (steps + 3) / 4
      let lit = GuardedBuffer<UInt16>(count: rowBytes * 8 + 2)
      let groups = GuardedBuffer<UInt8>(count: steps * groupsPitch)
      let chunks = GuardedBuffer<UInt8>(count: inputs * chunkCount)
      count = Int(
        kernels.shared_patterns(
          Int32(steps),
          stride,
          Int32(rowBytes),
          bits,
          lit.base,
          groups.base,
          groupsPitch,
          chunks.base
        )
      )
      self.lit = lit.contents
      self.groups = groups.contents
      self.chunks = chunks.contents
      isIntact = lit.isIntact && groups.isIntact && chunks.isIntact
    }
  }

  @Test("Patterns of a sample by hand", arguments: InstructionSet.available)
  func byHand(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    // Five steps of 64 inputs; inputs 1, 3, 10 and 63 are set at all.
    let rows: [[Int]] = [[1, 63], [3], [], [1, 3, 10], [10]]
    var bits = [UInt8](repeating: 0, count: 5 * 8)
    for (step, row) in rows.enumerated() {
      for input in row { bits[step * 8 + input / 8] |= 1 << (input % 8) }
    }
    let lit = GuardedBuffer<UInt16>(count: 66)
    let groups = GuardedBuffer<UInt8>(count: 5 * 22)
    let chunks = GuardedBuffer<UInt8>(count: 64 * 2)
    let count = kernels.shared_patterns(
      5,
      8,
      8,
      bits,
      lit.base,
      groups.base,
      22,
      chunks.base
    )
    #expect(count == 4)
    #expect(lit.prefix(4) == [1, 3, 10, 63])
    // Of the first three inputs and of the fourth, step by step.
    let expected: [[UInt8]] = [[1, 1], [2, 0], [0, 0], [7, 0], [4, 0]]
    for (step, patterns) in expected.enumerated() {
      let first = step * 22
      #expect(Array(groups.contents[first..<first + 2]) == patterns)
    }
    #expect(chunks.prefix(8) == [9, 0, 10, 0, 8, 1, 1, 0])
    let again = kernels.shared_patterns(5, 8, 8, bits, lit.base, nil, 0, nil)
    #expect(again == 4)
  }

  @Test(
    "Currents equal the plain loops",
    arguments: InstructionSet.available,
    [nil, 1, 3] as [Float?]
  )
  func currents(instructionSet: InstructionSet, initial: Float?) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(71)
    // The last case needs several tables of sums.
    for (steps, inputs, n) in [(1, 5, 16), (4, 64, 32), (7, 100, 48), (25, 130, 32), (13, 900, 16)]
    {
      for density in [0, 0.3, 1] {
        let sample = Sample(kernels, steps: steps, inputs: inputs, density: density, &draws)
        #expect(sample.isIntact)
        let (ldw, ldc) = (n + draws.pick(0...5), n + draws.pick(0...5))
        let w = draws.wholes(inputs * ldw)
        let start = initial.map { value in (0..<n).map { value * Float($0) } }
        let before = draws.wholes(steps * ldc)
        var expected = before
        for step in 0..<steps {
          for j in 0..<n {
            var sum = start?[j] ?? 0
            for q in 0..<inputs { sum += sample.matrix[step * inputs + q] * w[q * ldw + j] }
            expected[step * ldc + j] = sum
          }
        }
        let result = GuardedBuffer(before)
        kernels.shared_currents(
          Int32(steps),
          Int32(n),
          Int32(sample.count),
          sample.lit,
          sample.groups,
          sample.groupsPitch,
          w,
          ldw,
          start,
          result.base,
          ldc
        )
        #expect(result.contents == expected)
        #expect(result.isIntact)
      }
    }
  }

  @Test("Gradients equal the plain loops", arguments: InstructionSet.available)
  func gradient(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(72)
    // The last case needs several tables of sums; 48 columns are a wide and a narrow panel.
    for (steps, inputs, n) in [(1, 5, 16), (4, 64, 32), (7, 100, 48), (25, 130, 32), (43, 20, 80)] {
      for density in [0, 0.3, 1] {
        let sample = Sample(kernels, steps: steps, inputs: inputs, density: density, &draws)
        #expect(sample.isIntact)
        let (ldd, ldg) = (n + draws.pick(0...5), n + draws.pick(0...5))
        let (delta, before) = (draws.wholes(steps * ldd), draws.wholes(inputs * ldg))
        var expected = before
        for step in 0..<steps {
          for q in 0..<inputs where sample.matrix[step * inputs + q] == 1 {
            for j in 0..<n { expected[q * ldg + j] += delta[step * ldd + j] }
          }
        }
        let result = GuardedBuffer(before)
        kernels.shared_gradient(
          Int32(steps),
          Int32(n),
          Int32(sample.count),
          sample.lit,
          sample.chunks,
          delta,
          ldd,
          result.base,
          ldg
        )
        #expect(result.contents == expected)
        #expect(result.isIntact)
      }
    }
  }
}
