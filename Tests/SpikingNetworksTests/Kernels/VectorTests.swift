import CVectorKernels
import SpikingNetworks
import Testing

/// The simple kernels: sums of columns, peaks and the conversion of bytes.
@Suite struct VectorTests {
  @Test("Columns are summed row by row", arguments: InstructionSet.available)
  func columnSums(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(17)
    for (m, n, ldx) in [(0, 16, 16), (1, 16, 16), (7, 48, 50), (20, 112, 112)] {
      let x = draws.floats(m * ldx + 1)
      let sums = GuardedBuffer<Float>(count: n)
      kernels.column_sums(Int32(m), Int32(n), x, ldx, sums.base)
      // The order is that of the rows: equal to the last bit.
      #expect(sums.contents == (0..<n).map { j in (0..<m).reduce(0) { $0 + x[$1 * ldx + j] } })
      #expect(sums.isIntact)
    }
  }

  @Test("The peak is the largest magnitude wherever it stands", arguments: InstructionSet.available)
  func peak(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(15)
    #expect(kernels.peak(0, [1]) == 0)
    for count in [16, 48, 208] {
      let x = draws.floats(count)
      #expect(kernels.peak(count, x) == x.map(abs).max())
      for place in 0..<count {
        var y = x
        y[place] = place % 2 == 0 ? -3 : 3
        #expect(kernels.peak(count, y) == 3)
      }
    }
  }

  @Test("Bytes become scaled numbers, padded with zeros", arguments: InstructionSet.available)
  func bytes(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(16)
    for (n, padded) in [(3, 16), (16, 16), (0, 16), (37, 48), (130, 144)] {
      let x = (0..<n + 1).map { _ in UInt8(draws.integer(below: 256)) }
      let out = GuardedBuffer<Float>(count: padded)
      kernels.scale_bytes(Int32(n), Int32(padded), x, 0.125, out.base)
      #expect(out.contents == (0..<padded).map { $0 < n ? Float(x[$0]) / 8 : 0 })
      #expect(out.isIntact)
    }
  }
}
