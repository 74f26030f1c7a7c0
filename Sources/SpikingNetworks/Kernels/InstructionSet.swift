/// The vector instructions that the float kernels run on.
///
/// Float results are reproducible per instruction set; `baseline` gives the same bits on every
/// processor.
public enum InstructionSet: String, Codable, CaseIterable, Hashable, Sendable {
  /// What every processor of the architecture has (SSE2, NEON), without fused multiply-add.
  case baseline
  /// 256-bit vectors with fused multiply-add.
  case avx2
  /// 512-bit vectors with fused multiply-add.
  case avx512

  /// The instruction sets of this processor, slowest first.
  public static var available: [InstructionSet] {
    allCases.filter { VectorKernels(instructionSet: $0) != nil }
  }
}
