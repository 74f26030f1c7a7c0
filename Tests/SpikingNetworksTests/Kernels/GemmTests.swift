import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct GemmTests {
  enum Start: CaseIterable {
    case zero, row, result
  }

  /// All sizes of the register tiles' remainders, and a few beyond.
  static func sizes(_ draws: inout Draws) -> [(m: Int, n: Int, k: Int)] {
    let remainders = (1...17).map { (m: $0, n: 16 * (1 + $0 % 5), k: draws.pick(1...9)) }
    return remainders + [(m: 3, n: 272, k: 4), (m: 8, n: 32, k: 0)]
  }

  @Test(
    "The dense product equals the plain loops",
    arguments: InstructionSet.available,
    Start.allCases
  )
  func product(instructionSet: InstructionSet, start: Start) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(11)
    for (m, n, k) in GemmTests.sizes(&draws) {
      // Rows lie further apart than they are long.
      let (lda, ldb, ldc) = (k + draws.pick(0...3), n + draws.pick(0...5), n + draws.pick(0...5))
      let (a, b) = (draws.wholes(max(m, k) * (max(m, k) + 3)), draws.wholes((k + 1) * ldb))
      let (bias, before) = (draws.wholes(n), draws.wholes(m * ldc))
      for transposed in [false, true] {
        let (rowStride, columnStride) = transposed ? (1, m + 2) : (lda, 1)
        var expected = before
        for i in 0..<m {
          for j in 0..<n {
            var sum: Float
            switch start {
            case .zero: sum = 0
            case .row: sum = bias[j]
            case .result: sum = before[i * ldc + j]
            }
            for q in 0..<k { sum += a[i * rowStride + q * columnStride] * b[q * ldb + j] }
            expected[i * ldc + j] = sum
          }
        }
        let result = GuardedBuffer(before)
        bias.withUnsafeBufferPointer { bias in
          let initial =
            switch start {
            case .zero: UnsafePointer<Float>?.none
            case .row: bias.baseAddress
            case .result: UnsafePointer(result.base)
            }
          kernels.gemm(
            Int32(m),
            Int32(n),
            Int32(k),
            a,
            rowStride,
            columnStride,
            b,
            ldb,
            initial,
            start == .row ? 0 : ldc,
            result.base,
            ldc
          )
        }
        #expect(result.contents == expected)
        #expect(result.isIntact)
      }
    }
  }

  /// Sums in the order of the index are the same bits in every tile: fractions would show another order.
  @Test("A row does not depend on the rows beside it", arguments: InstructionSet.available)
  func independentRows(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(12)
    let (m, n, k) = (19, 48, 21)
    let (a, b) = (draws.floats(m * k), draws.floats(k * n))
    var whole = [Float](repeating: 0, count: m * n)
    kernels.gemm(Int32(m), Int32(n), Int32(k), a, k, 1, b, n, nil, 0, &whole, n)
    for i in 0..<m {
      for j in stride(from: 0, to: n, by: 16) {
        var part = [Float](repeating: 0, count: 16)
        let row = Array(a[i * k..<(i + 1) * k])
        kernels.gemm(1, 16, Int32(k), row, k, 1, Array(b[j...]), n, nil, 0, &part, 16)
        #expect(part == Array(whole[i * n + j..<i * n + j + 16]))
        for lane in 0..<16 {
          let sum = (0..<k).reduce(0.0) { $0 + Double(row[$1]) * Double(b[$1 * n + j + lane]) }
          #expect(abs(Double(part[lane]) - sum) < 1e-5)
        }
      }
    }
  }
}
