/// A float network prepared for inference: calls skip everything that training needs, and allocate no
/// memory once they have seen their densest batch.
///
/// One call at a time; several classifiers may run side by side.
public final class FloatClassifier {
  private let plan: ExecutionPlan
  private let network: NetworkState
  private let workers: WorkerPool
  private let parts: [InferencePart]
  private let capacity: Int
  private let chunk: Int

  /// Prepares `parameters` of `spec` for batches of at most `capacity` samples.
  ///
  /// - Parameters:
  ///   - spec: The structure; normalisations are folded first.
  ///   - parameters: Its trained numbers.
  ///   - capacity: The largest number of samples of one call, at least 1.
  ///   - kernels: The float kernels.
  ///   - workers: The threads that share a batch.
  /// - Throws: `NetworkError` where structure and parameters do not fit.
  public init(
    _ spec: NetworkSpec,
    _ parameters: NetworkParameters,
    capacity: Int,
    kernels: VectorKernels,
    workers: WorkerPool
  ) throws(NetworkError) {
    precondition(capacity >= 1, "a classifier needs room for a sample")
    try spec.validate()
    try spec.check(parameters)
    plan = ExecutionPlan(spec.folded, kernels: kernels)
    network = NetworkState(plan, spec.folding(parameters), forTraining: false)
    self.workers = workers
    self.capacity = capacity
    chunk = min(16, (capacity + workers.workerCount - 1) / workers.workerCount)
    let chunks = (capacity + chunk - 1) / chunk
    parts = (0..<min(workers.workerCount, chunks)).map { [plan, chunk] _ in
      InferencePart(plan, capacity: chunk)
    }
  }

  /// Writes the classes of the samples `range` of `samples` to the front of `classes`.
  ///
  /// - Parameters:
  ///   - samples: The set, already quantized to the network's input width.
  ///   - range: The samples to classify, at most `capacity`.
  ///   - seed: The key of the rate coding; sample i of the set draws from stream `encoding` at i.
  ///   - classes: Room for at least `range.count` classes.
  public func classify(
    _ samples: SampleSet,
    _ range: Range<Int>,
    seed: UInt64,
    into classes: inout [Int]
  ) {
    precondition(
      plan.spec.input.accepts(samples),
      "the samples have another shape or width"
    )
    precondition(
      range.count <= capacity && range.lowerBound >= 0 && range.upperBound <= samples.count,
      "samples \(range) of \(samples.count) in calls of \(capacity)"
    )
    precondition(classes.count >= range.count, "no room for the classes")
    let network = network
    // Several samples keep the threads busy one by one; a single one is shared.
    let sharing = range.count == 1 ? workers : nil
    classes.withUnsafeMutableBufferPointer { classes in
      let target = ClassBuffer(classes)
      SampleView.with(samples) { view in
        workers.run(range, inPiecesOf: chunk, with: parts) { part, piece in
          part.run(
            piece,
            of: view,
            network: network,
            seed: seed,
            offset: range.lowerBound,
            to: target,
            sharedBy: sharing
          )
        }
      }
    }
  }
}
