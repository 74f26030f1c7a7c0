import Synchronization

/// The tests that give candidates up, each prepared once.
final class FutilityTests: Sendable {
  private let prepared = Mutex<[Key: FutilityTest]>([:])

  private struct Key: Hashable {
    var samples: Int
    var threshold: Double
  }

  /// Returns the test of `FutilityTest.init(sampleCount:reaching:error:stride:)`; error and stride are
  /// always the same.
  func test(
    of samples: Int,
    reaching threshold: Double,
    error: Double,
    stride: Int
  ) -> FutilityTest {
    prepared.withLock { prepared in
      let key = Key(samples: samples, threshold: threshold)
      if let known = prepared[key] { return known }
      let test = FutilityTest(
        sampleCount: samples,
        reaching: threshold,
        error: error,
        stride: stride
      )
      prepared[key] = test
      return test
    }
  }
}
