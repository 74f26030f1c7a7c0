import CVectorKernels
import SpikingNetworks

/// Draws for tests: word after word of one Philox sequence.
struct Draws {
  private let generator: Philox
  private var position = 0

  init(_ seed: UInt64) {
    generator = Philox(seed: seed, stream: .testVectors)
  }

  mutating func uniform() -> Double {
    position += 1
    return generator.uniform(position)
  }

  mutating func integer(below bound: Int) -> Int {
    position += 1
    return generator.integer(below: bound, position)
  }

  /// Floats in -1..<1.
  mutating func floats(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(2 * uniform() - 1) }
  }
}

/// The C functions of an instruction set of this processor.
func table(_ instructionSet: InstructionSet) throws -> vk_table {
  struct Missing: Error {}
  let numbers: [InstructionSet: Int] = [
    .baseline: Int(VK_BASELINE), .avx2: Int(VK_AVX2), .avx512: Int(VK_AVX512),
  ]
  guard let number = numbers[instructionSet], let table = vk_kernels(Int32(number)) else {
    throw Missing()
  }
  return table.pointee
}

/// Whether all elements differ by at most `tolerance`, relative above 1.
func close(_ left: [Float], _ right: [Float], _ tolerance: Float) -> Bool {
  left.count == right.count
    && zip(left, right).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
}
