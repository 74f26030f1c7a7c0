import CVectorKernels

/// One worker's share of an inference: samples in, classes out, some at a time.
///
/// Neither the classes nor what the workspace counts depends on how the samples are divided.
final class InferencePart: @unchecked Sendable {
  /// What the last call left, for those who count spikes or look at membranes.
  let workspace: ShardWorkspace
  private let logits: AlignedBuffer<Double>

  /// Creates room for `capacity` samples a call.
  init(_ plan: ExecutionPlan, capacity: Int, countsSpikes: Bool = false) {
    workspace = ShardWorkspace(
      plan,
      capacity: capacity,
      forTraining: false,
      countsSpikes: countsSpikes
    )
    logits = AlignedBuffer(plan.spec.classCount)
  }

  /// Runs `samples` of `data` and writes the class of sample i to `classes[i - offset]`.
  ///
  /// - Parameter workers: Threads that may share the neurons of a single sample.
  func run(
    _ samples: Range<Int>,
    of data: SampleView,
    network: NetworkState,
    seed: UInt64,
    offset: Int,
    to classes: ClassBuffer,
    sharedBy workers: WorkerPool? = nil
  ) {
    workspace.begin(samples: samples.count)
    for (slot, sample) in samples.enumerated() {
      workspace.encode(
        data.input(sample),
        slot: slot,
        draws: vk_draw_address(seed: seed, stream: .encoding, sample: sample, firstStep: 0)
      )
    }
    classify(
      samples,
      network: network,
      encoded: nil,
      offset: offset,
      to: classes,
      sharedBy: workers
    )
  }

  /// Runs the samples of chunk `index` of `encoded`, whose values are `data`, and writes the class of sample
  /// i to `classes[i - offset]`.
  func run(
    chunk index: Int,
    of encoded: EncodedSamples,
    _ data: SampleView,
    network: NetworkState,
    offset: Int,
    to classes: ClassBuffer
  ) {
    let samples = encoded.chunk(index)
    guard let bits = encoded.bits(ofChunk: index) else {
      // Direct coding draws nothing.
      return run(samples, of: data, network: network, seed: 0, offset: offset, to: classes)
    }
    workspace.begin(samples: samples.count)
    classify(samples, network: network, encoded: bits, offset: offset, to: classes)
  }

  private func classify(
    _ samples: Range<Int>,
    network: NetworkState,
    encoded: UnsafePointer<UInt8>?,
    offset: Int,
    to classes: ClassBuffer,
    sharedBy workers: WorkerPool? = nil
  ) {
    workspace.forward(network, encoded: encoded, sharedBy: workers)
    for (slot, sample) in samples.enumerated() {
      workspace.logits(slot: slot, to: logits.base)
      classes.base[sample - offset] = workspace.prediction(slot: slot, logits: logits.base)
    }
  }
}

/// The classes of one inference; workers write disjoint elements.
struct ClassBuffer: @unchecked Sendable {
  let base: UnsafeMutableBufferPointer<Int>

  init(_ base: UnsafeMutableBufferPointer<Int>) {
    self.base = base
  }
}
