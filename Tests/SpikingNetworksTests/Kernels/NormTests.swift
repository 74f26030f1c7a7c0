import CVectorKernels
import SpikingNetworks
import Testing

@Suite struct NormTests {
  static let sizes = [(1, 16), (2, 48), (9, 16), (33, 80)]

  @Test("Mean and variance of columns equal their definition", arguments: InstructionSet.available)
  func statistics(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(44)
    for (m, n) in NormTests.sizes {
      // Far from 0: squares minus the square of the mean would lose the variance.
      let x = draws.floats(m * n).map { $0 + 100 }
      let mean = GuardedBuffer<Float>(count: n)
      let variance = GuardedBuffer<Float>(count: n)
      kernels.norm_statistics(Int32(m), Int32(n), x, mean.base, variance.base)
      for j in 0..<n {
        let column = (0..<m).map { Double(x[$0 * n + j]) }
        let center = column.reduce(0, +) / Double(m)
        let square = column.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(m)
        #expect(abs(Double(mean.contents[j]) - center) < 1e-4)
        #expect(abs(Double(variance.contents[j]) - square) < 1e-5)
      }
      #expect(mean.isIntact && variance.isIntact)
    }
  }

  @Test("Columns of whole numbers are exact", arguments: InstructionSet.available)
  func wholes(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var mean = [Float](repeating: 0, count: 16)
    var variance = mean
    let x: [Float] = [1, 2, 5, 8].flatMap { Array(repeating: Float($0), count: 15) + [3] }
    kernels.norm_statistics(4, 16, x, &mean, &variance)
    #expect(mean == Array(repeating: 4, count: 15) + [3])
    #expect(variance == Array(repeating: 7.5, count: 15) + [0])
  }

  @Test("Columns are moved and scaled, in place too", arguments: InstructionSet.available)
  func apply(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(45)
    for (m, n) in NormTests.sizes {
      let x = draws.wholes(m * n)
      let (mean, factor, shift) = (draws.wholes(n), draws.wholes(n), draws.wholes(n))
      let expected = x.indices.map { (x[$0] - mean[$0 % n]) * factor[$0 % n] + shift[$0 % n] }
      let y = GuardedBuffer<Float>(count: m * n)
      kernels.norm_apply(Int32(m), Int32(n), x, mean, factor, shift, y.base)
      #expect(y.contents == expected)
      #expect(y.isIntact)
      let same = GuardedBuffer(x)
      kernels.norm_apply(Int32(m), Int32(n), same.base, mean, factor, shift, same.base)
      #expect(same.contents == expected)
      #expect(same.isIntact)
    }
  }

  @Test("Products of gradients and distances are added", arguments: InstructionSet.available)
  func products(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(46)
    for (m, n) in NormTests.sizes {
      let (x, dy) = (draws.wholes(m * n), draws.wholes(m * n))
      let (mean, before) = (draws.wholes(n), draws.wholes(n))
      var expected = before
      for index in x.indices { expected[index % n] += dy[index] * (x[index] - mean[index % n]) }
      let sums = GuardedBuffer(before)
      kernels.norm_products(Int32(m), Int32(n), x, dy, mean, sums.base)
      #expect(sums.contents == expected)
      #expect(sums.isIntact)
    }
  }

  @Test("The gradient behind a norm, in place of either input", arguments: InstructionSet.available)
  func backward(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(47)
    for (m, n) in NormTests.sizes {
      let (x, dy, mean) = (draws.wholes(m * n), draws.wholes(m * n), draws.wholes(n))
      let (factor, offset, slope) = (draws.wholes(n), draws.wholes(n), draws.wholes(n))
      let expected = x.indices.map { index in
        let j = index % n
        return factor[j] * dy[index] - offset[j] - slope[j] * (x[index] - mean[j])
      }
      for place in 0..<3 {
        let (source, gradient) = (GuardedBuffer(x), GuardedBuffer(dy))
        let target = [source, gradient, GuardedBuffer(count: m * n)][place]
        kernels.norm_backward(
          Int32(m),
          Int32(n),
          source.base,
          gradient.base,
          mean,
          factor,
          offset,
          slope,
          target.base
        )
        #expect(target.contents == expected)
        #expect(source.isIntact && gradient.isIntact && target.isIntact)
      }
    }
  }

  @Test("Rows are scaled and shifted in place", arguments: InstructionSet.available)
  func scaling(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var draws = Draws(48)
    for (m, n) in NormTests.sizes {
      let (start, shift) = (draws.wholes(m * n), draws.wholes(n))
      let moved = GuardedBuffer(start)
      kernels.scale_rows(Int32(m), Int32(n), 0.25, shift, moved.base)
      #expect(moved.contents == start.indices.map { start[$0] / 4 + shift[$0 % n] })
      #expect(moved.isIntact)
      let scaled = GuardedBuffer(start)
      kernels.scale_rows(Int32(m), Int32(n), 0.25, nil, scaled.base)
      #expect(scaled.contents == start.map { $0 / 4 })
      #expect(scaled.isIntact)
    }
  }
}
