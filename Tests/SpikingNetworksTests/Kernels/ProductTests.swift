import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct ProductTests {
  @Test("The dense product equals the plain loops", arguments: InstructionSet.available)
  func gemm(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(11)
    for (m, n, k) in [(1, 16, 1), (3, 16, 5), (13, 48, 20), (17, 80, 33), (8, 32, 0)] {
      let (a, b, bias) = (draws.floats(m * k), draws.floats(k * n), draws.floats(n))
      let start = draws.floats(m * n)
      for transposed in [false, true] {
        // Initial value: nothing, one bias row, or what the result held.
        for initial in 0..<3 {
          var expected = [Float](repeating: 0, count: m * n)
          for i in 0..<m {
            for j in 0..<n {
              var sum = initial == 0 ? 0 : initial == 1 ? Double(bias[j]) : Double(start[i * n + j])
              for q in 0..<k {
                sum += Double(a[transposed ? q * m + i : i * k + q]) * Double(b[q * n + j])
              }
              expected[i * n + j] = Float(sum)
            }
          }
          var result = start
          result.withUnsafeMutableBufferPointer { result in
            bias.withUnsafeBufferPointer { bias in
              let from = [nil, bias.baseAddress, UnsafePointer(result.baseAddress)][initial]
              kernels.gemm(
                Int32(m),
                Int32(n),
                Int32(k),
                a,
                transposed ? 1 : k,
                transposed ? m : 1,
                b,
                n,
                from,
                initial == 1 ? 0 : n,
                result.baseAddress,
                n
              )
            }
          }
          #expect(close(result, expected, 1e-5))
        }
      }
    }
  }

  @Test(
    "The event-driven product equals the dense one bit for bit",
    arguments: InstructionSet.available
  )
  func rows(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(12)
    for (m, n, k, slab) in [(1, 16, 3, 3), (9, 48, 40, 40), (20, 272, 65, 65), (6, 304, 50, 20000)]
    {
      let spikes = (0..<m * k).map { _ in Float(draws.uniform() < 0.3 ? 1 : 0) }
      let (w, bias) = (draws.floats(k * n), draws.floats(n))
      var (index, offsets) = ([UInt16](), [Int32(0)])
      for i in 0..<m {
        for q in 0..<k where spikes[i * k + q] == 1 { index.append(UInt16(q)) }
        offsets.append(Int32(index.count))
      }
      var (sparse, dense) = (
        [Float](repeating: 0, count: m * n), [Float](repeating: 0, count: m * n)
      )
      kernels.accumulate_rows(
        Int32(m),
        Int32(n),
        index,
        offsets,
        w,
        n,
        Int32(slab),
        bias,
        0,
        &sparse,
        n
      )
      kernels.gemm(Int32(m), Int32(n), Int32(k), spikes, k, 1, w, n, bias, 0, &dense, n)
      #expect(sparse == dense)
    }
  }

  @Test("Column sums and peaks equal the plain loops", arguments: InstructionSet.available)
  func reductions(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(13)
    let (m, n) = (7, 48)
    let x = draws.floats(m * n)
    var sums = [Float](repeating: 0, count: n)
    kernels.column_sums(Int32(m), Int32(n), x, n, &sums)
    let expected = (0..<n).map { j in (0..<m).reduce(Float(0)) { $0 + x[$1 * n + j] } }
    #expect(sums == expected)
    #expect(kernels.peak(m * n, x) == x.map(abs).max())
    var scaled = [Float](repeating: 9, count: 16)
    kernels.scale_bytes(3, 16, [1, 2, 255], 0.5, &scaled)
    #expect(scaled == [0.5, 1, 127.5] + [Float](repeating: 0, count: 13))
  }
}
