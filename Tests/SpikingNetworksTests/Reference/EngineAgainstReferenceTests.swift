import SpikingNetworks
import Testing

/// The gradients of the engine are those of the reference with hard steps.
@Suite struct EngineAgainstReferenceTests {
  /// What the engine computes; a new part is held against the reference as soon as it stands here.
  static let supported: Set<ReferenceCase.Part> = []

  static let cases = (ReferenceCase.dense + ReferenceCase.features + ReferenceCase.random)
    .filter { $0.parts.isSubset(of: supported) }

  @Test("One step shows the reference's gradient, loss and statistics", arguments: cases)
  func gradient(test: ReferenceCase) throws {
    let comparison = try #require(EngineComparison(test))
    for instructionSet in InstructionSet.available {
      let kernels = try #require(VectorKernels(instructionSet: instructionSet))
      for workers in [1, 2] {
        let differences = try comparison.differences(kernels, workers: workers)
        #expect(
          differences.isEmpty,
          "\(instructionSet), \(workers) workers: \(differences.prefix(5))"
        )
      }
    }
  }

  @Test(
    "Every network has a draw that can be compared",
    arguments: ReferenceCase.features + ReferenceCase.random
  )
  func comparable(test: ReferenceCase) {
    #expect(EngineComparison(test) != nil)
  }
}
