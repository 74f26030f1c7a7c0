/// The samples of a set without the array's reference count; valid while the set is borrowed.
struct SampleView: @unchecked Sendable {
  private let inputs: UnsafePointer<UInt8>
  private let labels: UnsafePointer<UInt8>
  private let size: Int

  /// Calls `body` with a view of `samples`.
  static func with<Result>(
    _ samples: SampleSet,
    _ body: (SampleView) throws -> Result
  ) rethrows -> Result {
    try samples.inputs.withUnsafeBufferPointer { inputs in
      try samples.labels.withUnsafeBufferPointer { labels in
        guard let inputs = inputs.baseAddress, let labels = labels.baseAddress else {
          preconditionFailure("an empty set was checked before")
        }
        return try body(
          SampleView(inputs: inputs, labels: labels, size: samples.sampleBytes)
        )
      }
    }
  }

  func input(_ index: Int) -> UnsafePointer<UInt8> { inputs + index * size }
  func label(_ index: Int) -> Int { Int(labels[index]) }
}
