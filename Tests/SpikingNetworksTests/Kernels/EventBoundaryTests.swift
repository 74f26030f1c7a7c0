import CVectorKernels
import SpikingNetworks
import Testing

/// The largest numbers of inputs, rows and steps that 16-bit lists and a network can have.
@Suite struct EventBoundaryTests {
  private static let inputs = 65_536
  private static let columns = 16

  /// Inputs at the ends of words, of signed and unsigned 16-bit numbers, and some between.
  private static let some =
    [0, 1, 62, 63, 64, 4095, 32_766, 32_767, 32_768, 40_001, 65_471, 65_534, 65_535]

  /// One sample, and what `shared_patterns` makes of it.
  private struct Sample {
    let lit: GuardedBuffer<UInt16>
    let groups: GuardedBuffer<UInt8>
    let chunks: GuardedBuffer<UInt8>
    let groupsPitch = (EventBoundaryTests.inputs + 2) / 3 + 1
    let count: Int

    /// Sets `inputs` in the steps that `isSet` says.
    init(
      _ kernels: vk_table,
      steps: Int,
      inputs: [Int],
      isSet: (_ place: Int, _ step: Int) -> Bool
    ) {
      let rowBytes = EventBoundaryTests.inputs / 8
      var bits = [UInt8](repeating: 0, count: steps * rowBytes)
      for (place, input) in inputs.enumerated() {
        for step in 0..<steps where isSet(place, step) {
          bits[step * rowBytes + input / 8] |= 1 << (input % 8)
        }
      }
      lit = GuardedBuffer(count: EventBoundaryTests.inputs + 2)
      groups = GuardedBuffer(count: steps * groupsPitch)
      chunks = GuardedBuffer(count: inputs.count * ((steps + 3) / 4))
      count = Int(
        kernels.shared_patterns(
          Int32(steps),
          rowBytes,
          Int32(rowBytes),
          bits,
          lit.base,
          groups.base,
          groupsPitch,
          chunks.base
        )
      )
    }
  }

  /// Pairs of input and step: a few inputs in up to 255 steps, and all inputs in a few steps.
  static let shapes: [(steps: Int, inputs: [Int])] = [
    (255, some), (254, [65_535]), (5, Array(0..<inputs)),
  ]

  private func isSet(_ place: Int, _ step: Int) -> Bool {
    step == 0 || (place * 7 + step * 5) % 11 < 4
  }

  /// A whole number, so that sums are exact.
  private func weight(_ input: Int, _ column: Int) -> Float {
    Float((input * 3 + column * 5) % 9 - 4)
  }

  @Test("Currents of 65536 inputs and of 255 steps", arguments: InstructionSet.available)
  func currents(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    for (steps, inputs) in Self.shapes {
      let sample = Sample(kernels, steps: steps, inputs: inputs, isSet: isSet)
      #expect(sample.count == inputs.count)
      let areLit = sample.lit.prefix(inputs.count) == inputs.map { UInt16($0) }
      #expect(areLit)
      #expect(sample.lit.isIntact && sample.groups.isIntact && sample.chunks.isIntact)
      let n = Self.columns
      // The weights of inputs that are never set are not even read.
      var weights = [Float](repeating: .nan, count: Self.inputs * n)
      var expected = [Float](repeating: 0, count: steps * n)
      for (place, input) in inputs.enumerated() {
        for column in 0..<n { weights[input * n + column] = weight(input, column) }
        for step in 0..<steps where isSet(place, step) {
          for column in 0..<n { expected[step * n + column] += weights[input * n + column] }
        }
      }
      let result = GuardedBuffer<Float>(count: steps * n)
      kernels.shared_currents(
        Int32(steps),
        Int32(n),
        Int32(sample.count),
        sample.lit.base,
        sample.groups.base,
        sample.groupsPitch,
        weights,
        n,
        nil,
        result.base,
        n
      )
      // A failed comparison of so many elements would take minutes to describe.
      let isEqual = result.contents == expected
      #expect(isEqual)
      #expect(result.isIntact)
    }
  }

  @Test("Gradients of 65536 inputs and of 255 steps", arguments: InstructionSet.available)
  func gradients(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    for (steps, inputs) in Self.shapes {
      let sample = Sample(kernels, steps: steps, inputs: inputs, isSet: isSet)
      let n = Self.columns
      let delta = (0..<steps * n).map { weight($0 / n, $0 % n) }
      var expected = [Float](repeating: 2, count: Self.inputs * n)
      for (place, input) in inputs.enumerated() {
        for step in 0..<steps where isSet(place, step) {
          for column in 0..<n { expected[input * n + column] += delta[step * n + column] }
        }
      }
      let result = GuardedBuffer([Float](repeating: 2, count: Self.inputs * n))
      kernels.shared_gradient(
        Int32(steps),
        Int32(n),
        Int32(sample.count),
        sample.lit.base,
        sample.chunks.base,
        delta,
        n,
        result.base,
        n
      )
      // A failed comparison of so many elements would take minutes to describe.
      let isEqual = result.contents == expected
      #expect(isEqual)
      #expect(result.isIntact)
    }
  }

  @Test("Lists of 65536 columns from bits and from values", arguments: InstructionSet.available)
  func columns(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    var bytes = [UInt8](repeating: 0, count: 2 * Self.inputs / 8)
    var numbers = [Float](repeating: 0, count: 2 * Self.inputs)
    // The second row holds the last input only.
    for at in Self.some + [2 * Self.inputs - 1] {
      bytes[at / 8] |= 1 << (at % 8)
      numbers[at] = Float(at % 100 + 1)
    }
    let expected = (Self.some + [65_535]).map { UInt16($0) }
    let ends = [0, Int32(Self.some.count), Int32(expected.count)]
    let index = GuardedBuffer<UInt16>(count: expected.count, slack: EventLists.slack)
    let offsets = GuardedBuffer<Int32>(count: 3)
    let count = kernels.events_from_bits(
      2,
      Int32(Self.inputs / 8),
      bytes,
      Int32(expected.count),
      index.base,
      offsets.base
    )
    #expect(Int(count) == expected.count)
    #expect(index.contents == expected && offsets.contents == ends)
    #expect(index.isIntact && offsets.isIntact)

    let capacity = Self.some.count + Self.inputs
    let places = GuardedBuffer<UInt16>(count: capacity)
    let values = GuardedBuffer<Float>(count: capacity)
    let found = kernels.events_from_values(
      2,
      Int32(Self.inputs),
      Self.inputs,
      numbers,
      Int32(Self.inputs),
      0,
      Int32(capacity),
      places.base,
      values.base,
      offsets.base
    )
    #expect(Int(found) == expected.count)
    #expect(places.prefix(expected.count) == expected && offsets.contents == ends)
    #expect(values.prefix(expected.count) == numbers.filter { $0 != 0 })
    #expect(places.isIntact && values.isIntact && offsets.isIntact)
  }

  @Test("Transposed lists name rows up to 65535", arguments: InstructionSet.available)
  func rows(instructionSet: InstructionSet) throws {
    let kernels = try table(instructionSet)
    // Column 0 in every row, column 1 in every third, as one block and as the last of several.
    for (first, m) in [(0, 65_536), (65_500, 36), (65_535, 1)] {
      var (index, offsets) = ([UInt16](), [Int32(0)])
      for row in first..<first + m {
        index += row.isMultiple(of: 3) ? [0, 1] : [0]
        offsets.append(Int32(index.count))
      }
      let all = (first..<first + m).map { UInt16($0) }
      let thirds = all.filter { $0.isMultiple(of: 3) }
      let transposed = GuardedBuffer<UInt16>(count: index.count)
      let columns = GuardedBuffer<Int32>(count: 3)
      kernels.transpose_events(
        Int32(first),
        Int32(m),
        2,
        index,
        nil,
        offsets,
        transposed.base,
        nil,
        columns.base
      )
      #expect(columns.contents == [0, Int32(m), Int32(index.count)])
      let isTransposed = transposed.contents == all + thirds
      #expect(isTransposed)
      #expect(transposed.isIntact && columns.isIntact)
    }
  }
}
