import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct PoolingTests {
  struct PoolCase: Sendable {
    /// The currents, and the windows over them.
    var (inHeight, inWidth, width) = (0, 0, 16)
    var (height, columns) = (1, 1)

    init(_ inHeight: Int, _ inWidth: Int, _ width: Int, _ height: Int, _ columns: Int) {
      (self.inHeight, self.inWidth, self.width) = (inHeight, inWidth, width)
      (self.height, self.columns) = (height, columns)
    }

    var pool: vk_pool {
      vk_pool(
        height: Int32(height),
        width: Int32(columns),
        out_height: Int32(inHeight / height),
        out_width: Int32(inWidth / columns),
        channels: Int32(width)
      )
    }

    var windows: Int { inHeight / height * (inWidth / columns) }

    /// The index in the currents of one member of a window.
    func member(_ number: Int, of window: Int, lane: Int) -> Int {
      let y = window / (inWidth / columns) * height + number / columns
      let x = window % (inWidth / columns) * columns + number % columns
      return (y * inWidth + x) * width + lane
    }
  }

  static let cases = [
    PoolCase(1, 1, 16, 1, 1), PoolCase(4, 6, 16, 2, 2), PoolCase(5, 7, 48, 2, 2),
    PoolCase(7, 5, 32, 3, 2), PoolCase(2, 9, 80, 1, 2), PoolCase(9, 2, 16, 4, 1),
    PoolCase(3, 3, 112, 3, 3),
    // Windows of 255 currents: the largest whose number fits.
    PoolCase(15, 17, 16, 15, 17),
  ]

  /// Few values, so that windows tie.
  @Test(
    "The largest of a window wins, the first on a tie",
    arguments: InstructionSet.available,
    cases
  )
  func largest(instructionSet: InstructionSet, shape: PoolCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(41)
    var pool = shape.pool
    for bound in [1, 1000] {
      let x = draws.wholes(shape.inHeight * shape.inWidth * shape.width, bound: bound)
      var (expected, expectedWinners) = ([Float](), [UInt8]())
      for window in 0..<shape.windows {
        for lane in 0..<shape.width {
          let members = (0..<shape.height * shape.columns).map {
            x[shape.member($0, of: window, lane: lane)]
          }
          let best = members.max() ?? 0
          expected.append(best)
          expectedWinners.append(UInt8(members.firstIndex(of: best) ?? 0))
        }
      }
      let (inWidth, width) = (Int32(shape.inWidth), Int32(shape.width))
      let out = GuardedBuffer<Float>(count: shape.windows * shape.width)
      let winners = GuardedBuffer<UInt8>(count: shape.windows * shape.width)
      kernels.max_pool(&pool, x, inWidth, width, out.base, winners.base)
      #expect(out.contents == expected)
      #expect(winners.contents == expectedWinners)
      #expect(out.isIntact && winners.isIntact)
      let alone = GuardedBuffer<Float>(count: shape.windows * shape.width)
      kernels.max_pool(&pool, x, inWidth, width, alone.base, nil)
      #expect(alone.contents == expected)
      #expect(alone.isIntact)
    }
  }

  @Test(
    "A gradient returns to the winner; what no window covers gets none",
    arguments: InstructionSet.available,
    cases
  )
  func unpooling(instructionSet: InstructionSet, shape: PoolCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(42)
    var pool = shape.pool
    let row = shape.inWidth * shape.width
    for rowPitch in [row, row + 32] {
      let delta = draws.wholes(shape.windows * shape.width)
      let winners = delta.map { _ in UInt8(draws.integer(below: shape.height * shape.columns)) }
      // What lies between the rows stays.
      let y = GuardedBuffer<Float>(count: (shape.inHeight - 1) * rowPitch + row)
      var expected = y.contents
      for place in 0..<shape.inHeight { for at in 0..<row { expected[place * rowPitch + at] = 0 } }
      for (index, winner) in winners.enumerated() {
        let at = shape.member(Int(winner), of: index / shape.width, lane: index % shape.width)
        expected[at / row * rowPitch + at % row] = delta[index]
      }
      kernels.max_unpool(
        &pool,
        delta,
        winners,
        Int32(shape.inHeight),
        Int32(shape.inWidth),
        Int32(shape.width),
        y.base,
        rowPitch
      )
      #expect(y.contents == expected)
      #expect(y.isIntact)
    }
  }

  @Test(
    "The gradient of pooled spikes returns to all members, or to the largest where they join",
    arguments: InstructionSet.available,
    SpikeMapCase.all
  )
  func spikes(instructionSet: InstructionSet, shape: SpikeMapCase) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(43)
    var map = shape.map
    for isMasked in [false, true] {
      // Few values: windows tie.
      let u = shape.membrane(&draws, images: 1, rowPitch: shape.neurons)
      let dx = draws.wholes(shape.pooledPlaces * shape.pitch)
      let mask = isMasked ? dx.map { _ in Float(draws.uniform() < 0.6 ? 2 : 0) } : nil
      var expected = [Float](repeating: 0, count: shape.neurons)
      for at in dx.indices where mask?[at] != 0 {
        let members = shape.members(at / shape.pitch).map { $0 * shape.pitch + at % shape.pitch }
        let largest = members.map { u[$0] }.max()
        let first = members.first { u[$0] == largest }
        for member in members where !shape.joins || member == first {
          expected[member] = dx[at]
        }
      }
      let g = GuardedBuffer<Float>(count: shape.neurons)
      kernels.unpool_spikes(&map, dx, u, mask, g.base)
      #expect(g.contents == expected)
      #expect(g.isIntact)
    }
  }
}
