import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct AccumulateRowsTests {
  @Test(
    "The event-driven product equals the plain loops",
    arguments: InstructionSet.available,
    GemmTests.Start.allCases
  )
  func product(instructionSet: InstructionSet, start: GemmTests.Start) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(13)
    // The last slabs are so tall that only narrow panels of columns fit the cache.
    let sizes = [
      (1, 16, 3, 3), (9, 48, 40, 40), (7, 272, 65, 65), (5, 304, 50, 3000), (6, 112, 9, 60000),
    ]
    for (m, n, k, slab) in sizes {
      for (valued, density) in [(false, 0.3), (true, 0.3), (false, 0), (true, 1)] {
        let matrix =
          valued ? draws.sparse(m * k, density: density) : draws.spikes(m * k, density: density)
        let lists = EventLists(matrix, rows: m, columns: k)
        let (ldw, ldc) = (n + draws.pick(0...5), n + draws.pick(0...5))
        let (w, bias, before) = (draws.wholes(k * ldw), draws.wholes(n), draws.wholes(m * ldc))
        var expected = before
        for i in 0..<m {
          for j in 0..<n {
            var sum: Float
            switch start {
            case .zero: sum = 0
            case .row: sum = bias[j]
            case .result: sum = before[i * ldc + j]
            }
            for q in 0..<k { sum += matrix[i * k + q] * w[q * ldw + j] }
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
          kernels.accumulate_rows(
            Int32(m),
            Int32(n),
            Int32(draws.pick(1...4)),
            lists.readableIndex,
            valued ? lists.readableValues : nil,
            lists.offsets,
            w,
            ldw,
            Int32(slab),
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

  @Test(
    "Events and numbers give the same bits",
    arguments: InstructionSet.available,
    [false, true]
  )
  func equalsDense(instructionSet: InstructionSet, valued: Bool) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(14)
    for (m, n, k) in [(9, 48, 40), (20, 272, 65)] {
      let spikes = draws.spikes(m * k, density: 0.3)
      let matrix = valued ? zip(spikes, draws.floats(m * k)).map { $0 * $1 } : spikes
      let lists = EventLists(matrix, rows: m, columns: k)
      let (w, bias) = (draws.floats(k * n), draws.floats(n))
      var sparse = [Float](repeating: 0, count: m * n)
      var dense = sparse
      kernels.accumulate_rows(
        Int32(m),
        Int32(n),
        1,
        lists.readableIndex,
        valued ? lists.readableValues : nil,
        lists.offsets,
        w,
        n,
        Int32(k),
        bias,
        0,
        &sparse,
        n
      )
      kernels.gemm(Int32(m), Int32(n), Int32(k), matrix, k, 1, w, n, bias, 0, &dense, n)
      #expect(sparse == dense)
    }
  }

  @Test("Lists in the middle of a batch begin where they say", arguments: InstructionSet.available)
  func laterRows(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    let w = (0..<3).flatMap { [Float](repeating: Float($0 + 1), count: 16) }
    let index: [UInt16] = [0, 1, 2, 2, 0]
    // Rows 1 and 2 of three; an input twice in a row counts twice.
    let offsets: [Int32] = [1, 4, 5]
    let values: [Float] = [9, 1, 10, 100, 5]
    let result = GuardedBuffer<Float>(count: 32)
    kernels.accumulate_rows(2, 16, 1, index, nil, offsets, w, 16, 3, nil, 0, result.base, 16)
    #expect(result.contents == Array(repeating: 8, count: 16) + Array(repeating: 1, count: 16))
    kernels.accumulate_rows(2, 16, 1, index, values, offsets, w, 16, 3, nil, 0, result.base, 16)
    #expect(result.contents == Array(repeating: 332, count: 16) + Array(repeating: 5, count: 16))
    #expect(result.isIntact)
  }

  @Test("Panels hold their columns one after the other", arguments: InstructionSet.available)
  func panels(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    let (rows, columns) = (3, 80)
    let matrix = (0..<rows * columns).map(Float.init)
    let packed = GuardedBuffer<Float>(count: rows * columns)
    // The last panel is narrower.
    kernels.pack_panels(Int32(rows), Int32(columns), 32, matrix, packed.base)
    var expected: [Float] = []
    for panel in [0..<32, 32..<64, 64..<80] {
      for row in 0..<rows { expected += panel.map { Float(row * columns + $0) } }
    }
    #expect(packed.contents == expected)
    #expect(packed.isIntact)
  }
}
