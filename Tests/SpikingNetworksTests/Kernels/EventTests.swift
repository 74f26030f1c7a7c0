import CVectorKernels
import SpikingNetworks
import Testing

/// Index lists from bits, and their transposition.
@Suite struct EventTests {
  private func pack(_ spikes: [Float], rows m: Int, columns n: Int, rowBytes: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: m * rowBytes)
    for i in 0..<m {
      for j in 0..<n where spikes[i * n + j] == 1 {
        bytes[i * rowBytes + j / 8] |= 1 << (j % 8)
      }
    }
    return bytes
  }

  @Test("Bits become index lists and come back", arguments: InstructionSet.available)
  func bits(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(21)
    for (m, rowBytes, density) in [
      (1, 8, 0.5), (5, 16, 0.1), (4, 24, 1.0), (3, 8, 0.0), (7, 40, 0.03),
    ] {
      let columns = rowBytes * 8
      let spikes = draws.spikes(m * columns, density: density)
      let lists = EventLists(spikes, rows: m, columns: columns)
      let bytes = pack(spikes, rows: m, columns: columns, rowBytes: rowBytes)
      // A list that is just long enough, one with room, and two that are too short.
      let capacities = [lists.count, lists.count + 100, lists.count - 1, lists.count / 2]
      for capacity in capacities where capacity >= 0 {
        let index = GuardedBuffer<UInt16>(count: capacity, slack: EventLists.slack)
        let offsets = GuardedBuffer<Int32>(count: m + 1)
        let count = kernels.events_from_bits(
          Int32(m),
          Int32(rowBytes),
          bytes,
          Int32(capacity),
          index.base,
          offsets.base
        )
        #expect(index.isIntact && offsets.isIntact)
        guard capacity >= lists.count else {
          #expect(count == -1)
          continue
        }
        #expect(Int(count) == lists.count)
        #expect(index.prefix(lists.count) == lists.index)
        #expect(offsets.contents == lists.offsets)
      }
      let back = GuardedBuffer<Float>(count: m * columns)
      kernels.floats_from_bits(Int32(m), Int32(rowBytes), bytes, Int32(columns), back.base)
      #expect(back.contents == spikes)
      #expect(back.isIntact)
    }
  }

  @Test("Fewer numbers than bits are wanted", arguments: InstructionSet.available)
  func leadingBits(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    let back = GuardedBuffer<Float>(count: 32)
    // Two of the eight bytes of each row.
    let bytes: [UInt8] = [5, 1, 9, 9, 9, 9, 9, 9, 128, 0, 9, 9, 9, 9, 9, 9]
    kernels.floats_from_bits(2, 8, bytes, 16, back.base)
    let zeros = [Float](repeating: 0, count: 7)
    #expect(back.contents == [1, 0, 1, 0, 0, 0, 0, 0, 1] + zeros + zeros + [1, 0] + zeros)
    #expect(back.isIntact)
  }

  @Test("The bits of a place become its list", arguments: InstructionSet.available)
  func places(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(22)
    for (m, height, width, channels) in [
      (1, 1, 1, 1), (3, 4, 5, 3), (2, 3, 7, 16), (2, 1, 30, 2), (2, 9, 1, 5),
    ] {
      for density in [0, 0.1, 0.6, 1] {
        let n = height * width * channels
        let rowBytes = (n + 63) / 64 * 8
        let spikes = draws.spikes(m * n, density: density)
        let lists = EventLists(
          spikes,
          rows: m,
          columns: n,
          period: width * channels,
          places: channels
        )
        let index = GuardedBuffer<UInt16>(count: m * n)
        let offsets = GuardedBuffer<Int32>(count: m * height * width + 1)
        let count = kernels.places_from_bits(
          Int32(m),
          Int32(height * width),
          Int32(width),
          Int32(channels),
          Int32(rowBytes),
          pack(spikes, rows: m, columns: n, rowBytes: rowBytes),
          index.base,
          offsets.base
        )
        #expect(Int(count) == lists.count)
        #expect(index.prefix(lists.count) == lists.index)
        #expect(offsets.contents == lists.offsets)
        #expect(index.isIntact && offsets.isIntact)
      }
    }
  }

  @Test("Transposed lists name the rows of each column", arguments: InstructionSet.available)
  func transposition(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    let index: [UInt16] = [0, 3, 1, 3, 4]
    let offsets: [Int32] = [0, 2, 2, 5]
    let transposed = GuardedBuffer<UInt16>(count: 5)
    let columns = GuardedBuffer<Int32>(count: 6)
    kernels.transpose_events(0, 3, 5, index, nil, offsets, transposed.base, nil, columns.base)
    #expect(columns.contents == [0, 1, 2, 2, 4, 5])
    #expect(transposed.contents == [0, 2, 0, 2, 2])
    #expect(transposed.isIntact && columns.isIntact)
  }

  @Test("A later block of rows is transposed in place", arguments: InstructionSet.available)
  func laterBlock(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    let index: [UInt16] = [9, 9, 2, 0, 2]
    // Rows 4 and 5; what belongs to the rows before them is left alone.
    let offsets: [Int32] = [2, 3, 5]
    let values: [Float] = [7, 7, 1, 2, 3]
    let transposed = GuardedBuffer<UInt16>(count: 5)
    let turned = GuardedBuffer<Float>(count: 5)
    let columns = GuardedBuffer<Int32>(count: 4)
    kernels.transpose_events(
      4,
      2,
      3,
      index,
      values,
      offsets,
      transposed.base,
      turned.base,
      columns.base
    )
    #expect(columns.contents == [2, 3, 3, 5])
    #expect(transposed.contents == [113, 113, 5, 4, 5])
    #expect(turned.contents == [113, 113, 2, 1, 3])
    #expect(transposed.isIntact && turned.isIntact && columns.isIntact)
  }

  @Test(
    "Transposed lists are those of the transposed matrix",
    arguments: InstructionSet.available,
    [0, 0.1, 0.7]
  )
  func transposedMatrix(instructionSet: InstructionSet, density: Double) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(23)
    for (m, n) in [(1, 1), (9, 30), (40, 7)] {
      let matrix = draws.sparse(m * n, density: density)
      let lists = EventLists(matrix, rows: m, columns: n)
      let turned = (0..<n * m).map { matrix[$0 % m * n + $0 / m] }
      let expected = EventLists(turned, rows: n, columns: m)
      let transposed = GuardedBuffer<UInt16>(count: lists.count)
      let values = GuardedBuffer<Float>(count: lists.count)
      let offsets = GuardedBuffer<Int32>(count: n + 1)
      kernels.transpose_events(
        0,
        Int32(m),
        Int32(n),
        lists.readableIndex,
        lists.readableValues,
        lists.offsets,
        transposed.base,
        values.base,
        offsets.base
      )
      #expect(transposed.contents == expected.index)
      #expect(values.contents == expected.values)
      #expect(offsets.contents == expected.offsets)
      #expect(transposed.isIntact && values.isIntact && offsets.isIntact)
    }
  }
}
