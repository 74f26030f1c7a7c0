import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct EventTests {
  @Test("Bits become index lists and come back", arguments: InstructionSet.available)
  func bits(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(21)
    for (m, rowBytes, density) in [(1, 8, 0.5), (5, 16, 0.1), (4, 24, 1.0), (3, 8, 0.0)] {
      let columns = rowBytes * 8
      var bytes = [UInt8](repeating: 0, count: m * rowBytes)
      var (expected, expectedOffsets) = ([UInt16](), [Int32(0)])
      var floats = [Float](repeating: 0, count: m * columns)
      for i in 0..<m {
        for j in 0..<columns where draws.uniform() < density {
          bytes[i * rowBytes + j / 8] |= 1 << (j % 8)
          expected.append(UInt16(j))
          floats[i * columns + j] = 1
        }
        expectedOffsets.append(Int32(expected.count))
      }
      var index = [UInt16](repeating: 0, count: expected.count + 64)
      var offsets = [Int32](repeating: -1, count: m + 1)
      let count = kernels.events_from_bits(
        Int32(m),
        Int32(rowBytes),
        bytes,
        Int32(expected.count),
        &index,
        &offsets
      )
      #expect(Int(count) == expected.count)
      #expect(Array(index.prefix(expected.count)) == expected)
      #expect(offsets == expectedOffsets)
      if !expected.isEmpty {
        let refused = kernels.events_from_bits(
          Int32(m),
          Int32(rowBytes),
          bytes,
          Int32(expected.count - 1),
          &index,
          &offsets
        )
        #expect(refused == -1)
      }
      var back = [Float](repeating: 5, count: m * columns)
      kernels.floats_from_bits(Int32(m), Int32(rowBytes), bytes, Int32(columns), &back)
      #expect(back == floats)
    }
  }

  @Test("Membranes at or above the threshold become events", arguments: InstructionSet.available)
  func membranes(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(22)
    let (m, n) = (6, 80)
    var u = draws.floats(m * n)
    u[17] = 0.25  // exactly the threshold
    let expected = (0..<m).map { i in (0..<n).filter { u[i * n + $0] >= 0.25 } }
    let flat = expected.flatMap { $0 }.map { UInt16($0) }
    var index = [UInt16](repeating: 0, count: flat.count + 64)
    var offsets = [Int32](repeating: -1, count: m + 1)
    let count = kernels.events_from_membrane(
      Int32(m),
      Int32(n),
      u,
      0.25,
      Int32(flat.count),
      &index,
      &offsets
    )
    #expect(Int(count) == flat.count)
    #expect(Array(index.prefix(flat.count)) == flat)
    for i in 0..<m { #expect(Int(offsets[i + 1] - offsets[i]) == expected[i].count) }
    #expect(
      kernels.events_from_membrane(
        Int32(m),
        Int32(n),
        u,
        0.25,
        Int32(flat.count - 1),
        &index,
        &offsets
      ) == -1
    )
    var spikes = [Float](repeating: 5, count: m * n)
    kernels.spikes_from_membrane(m * n, u, 0.25, &spikes)
    #expect(spikes == u.map { $0 >= 0.25 ? 1 : 0 })
  }

  @Test("Transposed lists name the rows of each column", arguments: InstructionSet.available)
  func transposition(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    let index: [UInt16] = [0, 3, 1, 3, 4]
    let offsets: [Int32] = [0, 2, 2, 5]
    var transposed = [UInt16](repeating: 9, count: 5)
    var columns = [Int32](repeating: -1, count: 6)
    kernels.transpose_events(3, 5, index, offsets, &transposed, &columns)
    #expect(columns == [0, 1, 2, 2, 4, 5])
    #expect(transposed == [0, 2, 0, 2, 2])
  }
}
