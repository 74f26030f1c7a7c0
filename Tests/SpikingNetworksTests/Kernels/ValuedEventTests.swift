import CVectorKernels
import SpikingNetworks
import Testing

/// Index lists with values, from matrices of numbers.
@Suite struct ValuedEventTests {
  private struct Layout {
    var m: Int
    var n: Int
    var ldx: Int
    var period: Int
    var places: Int
  }

  private static let layouts = [
    Layout(m: 1, n: 1, ldx: 1, period: 1, places: 0),
    Layout(m: 5, n: 37, ldx: 48, period: 37, places: 0),
    // A dense layer could count again and again too.
    Layout(m: 3, n: 24, ldx: 32, period: 8, places: 0),
    // 3 x 4 places of 5 channels.
    Layout(m: 2, n: 60, ldx: 64, period: 20, places: 5),
    Layout(m: 3, n: 16, ldx: 16, period: 16, places: 1),
  ]

  @Test(
    "Numbers become lists of those that are not 0",
    arguments: InstructionSet.available,
    [0, 0.2, 1]
  )
  func lists(instructionSet: InstructionSet, density: Double) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(24)
    for layout in ValuedEventTests.layouts {
      let (m, n) = (layout.m, layout.n)
      let matrix = draws.sparse(m * n, density: density)
      // What lies between the rows is no input.
      var x = [Float](repeating: 9, count: m * layout.ldx)
      for i in 0..<m { for j in 0..<n { x[i * layout.ldx + j] = matrix[i * n + j] } }
      let expected = EventLists(
        matrix,
        rows: m,
        columns: n,
        period: layout.period,
        places: layout.places
      )
      let index = GuardedBuffer<UInt16>(count: m * n)
      let values = GuardedBuffer<Float>(count: m * n)
      let offsets = GuardedBuffer<Int32>(count: expected.offsets.count)
      let count = kernels.events_from_values(
        Int32(m),
        Int32(n),
        layout.ldx,
        x,
        Int32(layout.period),
        Int32(layout.places),
        Int32(m * n),
        index.base,
        values.base,
        offsets.base
      )
      #expect(Int(count) == expected.count)
      #expect(index.prefix(expected.count) == expected.index)
      #expect(values.prefix(expected.count) == expected.values)
      #expect(offsets.contents == expected.offsets)
      #expect(index.isIntact && values.isIntact && offsets.isIntact)
    }
  }

  /// Rows without a 0 fill the list to its last place.
  @Test(
    "A list is refused rather than overrun",
    arguments: InstructionSet.available,
    [0.5, 1]
  )
  func overflow(instructionSet: InstructionSet, density: Double) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(25)
    let (m, n) = (6, 20)
    let x = draws.sparse(m * n, density: density)
    let expected = EventLists(x, rows: m, columns: n)
    for capacity in 0...m * n {
      let index = GuardedBuffer<UInt16>(count: capacity)
      let values = GuardedBuffer<Float>(count: capacity)
      let offsets = GuardedBuffer<Int32>(count: m + 1)
      let count = kernels.events_from_values(
        Int32(m),
        Int32(n),
        n,
        x,
        Int32(n),
        0,
        Int32(capacity),
        index.base,
        values.base,
        offsets.base
      )
      #expect(index.isIntact && values.isIntact && offsets.isIntact)
      if capacity < expected.count { #expect(count == -1) }
      // Every row wants room for all its elements: no fewer events are refused.
      if capacity >= Int(expected.offsets[m - 1]) + n { #expect(Int(count) == expected.count) }
    }
  }
}
