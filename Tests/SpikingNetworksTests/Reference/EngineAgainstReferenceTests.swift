import SpikingNetworks
import Testing

/// The gradients of the engine are those of the reference with hard steps.
@Suite struct EngineAgainstReferenceTests {
  static let cases =
    ReferenceCase.dense + ReferenceCase.features + ReferenceCase.penalties
    + ReferenceCase.random + ReferenceCase.distilled + ReferenceCase.rectified

  @Test("One shard: gradient, loss and statistics of one step", arguments: cases)
  func oneShard(test: ReferenceCase) throws {
    try compare(test, sampleCount: 4, workers: [1])
  }

  @Test(
    "Three shards, the last one short",
    arguments: cases
  )
  func severalShards(test: ReferenceCase) throws {
    try compare(test, sampleCount: 19, workers: [1, 2])
  }

  private func compare(_ test: ReferenceCase, sampleCount: Int, workers: [Int]) throws {
    let comparison = try #require(EngineComparison(test, sampleCount: sampleCount))
    for instructionSet in InstructionSet.available {
      let kernels = try #require(VectorKernels(instructionSet: instructionSet))
      for workers in workers {
        let differences = try comparison.differences(kernels, workers: workers)
        #expect(
          differences.isEmpty,
          "\(instructionSet), \(workers) workers: \(differences.prefix(5))"
        )
      }
    }
  }

  @Test("Every network has a draw that can be compared", arguments: cases)
  func comparable(test: ReferenceCase) {
    #expect(EngineComparison(test, sampleCount: 4) != nil)
    #expect(EngineComparison(test, sampleCount: 19) != nil)
  }
}
