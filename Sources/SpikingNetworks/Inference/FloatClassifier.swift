import CVectorKernels

/// A float network prepared for inference: calls allocate nothing and skip everything that training needs.
///
/// One call at a time; several classifiers may run side by side.
public final class FloatClassifier {
  private let plan: ExecutionPlan
  private let network: NetworkState
  private let workers: WorkerPool
  private let parts: [ClassifierPart]
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
    chunk = min(16, (capacity + workers.workerCount - 1) / workers.workerCount)
    let chunks = (capacity + chunk - 1) / chunk
    parts = (0..<min(workers.workerCount, chunks)).map { [plan, chunk] _ in
      ClassifierPart(plan, capacity: chunk)
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
    precondition(samples.shape == plan.spec.input.shape && classes.count >= range.count)
    let (parts, network, chunk) = (parts, network, chunk)
    let chunks = (range.count + chunk - 1) / chunk
    classes.withUnsafeMutableBufferPointer { classes in
      let target = ClassBuffer(classes)
      SampleView.with(samples) { view in
        workers.run(min(parts.count, chunks)) { part in
          for index in stride(from: part, to: chunks, by: parts.count) {
            let first = range.lowerBound + index * chunk
            parts[part].run(
              first..<min(range.upperBound, first + chunk),
              of: view,
              network: network,
              seed: seed,
              offset: range.lowerBound,
              to: target
            )
          }
        }
      }
    }
  }
}

/// The classes of one call; workers write disjoint elements.
private struct ClassBuffer: @unchecked Sendable {
  let base: UnsafeMutableBufferPointer<Int>

  init(_ base: UnsafeMutableBufferPointer<Int>) {
    self.base = base
  }
}

/// One worker's share of a batch.
private final class ClassifierPart: @unchecked Sendable {
  private let workspace: ShardWorkspace
  private let logits: AlignedBuffer<Double>

  init(_ plan: ExecutionPlan, capacity: Int) {
    workspace = ShardWorkspace(plan, capacity: capacity, forTraining: false)
    logits = AlignedBuffer(plan.spec.classCount)
  }

  func run(
    _ samples: Range<Int>,
    of data: SampleView,
    network: NetworkState,
    seed: UInt64,
    offset: Int,
    to classes: ClassBuffer
  ) {
    workspace.begin(samples: samples.count)
    for (slot, sample) in samples.enumerated() {
      workspace.encode(
        data.input(sample),
        slot: slot,
        draws: vk_draw_address(seed: seed, stream: .encoding, sample: sample, firstStep: 0)
      )
    }
    workspace.forward(network)
    for (slot, sample) in samples.enumerated() {
      workspace.logits(slot: slot, to: logits.base)
      classes.base[sample - offset] = workspace.prediction(slot: slot, logits: logits.base)
    }
  }
}
