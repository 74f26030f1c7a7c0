import CVectorKernels

/// The float kernels of one instruction set, handed to whatever computes.
public struct VectorKernels: Sendable {
  /// The instruction set the kernels were compiled for.
  public let instructionSet: InstructionSet
  /// The C functions; `CVectorKernels.h` documents each with its shapes.
  let table: vk_table

  /// Returns the kernels of `instructionSet`, or nil where this processor lacks it.
  public init?(instructionSet: InstructionSet) {
    let number =
      switch instructionSet {
      case .baseline: VK_BASELINE
      case .avx2: VK_AVX2
      case .avx512: VK_AVX512
      }
    guard let table = vk_kernels(Int32(number)) else { return nil }
    self.instructionSet = instructionSet
    self.table = table.pointee
  }

  /// The fastest kernels of this processor.
  public static var best: VectorKernels {
    for instructionSet in InstructionSet.allCases.reversed() {
      if let kernels = VectorKernels(instructionSet: instructionSet) { return kernels }
    }
    preconditionFailure("the baseline kernels exist in every build")
  }
}
