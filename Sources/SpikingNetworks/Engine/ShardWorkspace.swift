import CVectorKernels

/// The working memory of one shard of a batch: a few samples through the whole network and back.
///
/// A batch is cut into shards by its size alone, each worker runs whole shards, and sums over shards
/// run in shard order: the number of workers never shows in a result.
final class ShardWorkspace: @unchecked Sendable {
  let plan: ExecutionPlan
  let capacity: Int
  let layers: [LayerWorkspace]
  /// The number of samples of the current batch; 0 is an idle shard.
  private(set) var samples = 0
  /// Input spikes: [steps][samples][inputRowBytes].
  private let bits: AlignedBuffer<UInt8>
  /// The samples as integers, after augmentation; the kernels read whole words.
  private let bytes: AlignedBuffer<UInt8>

  init(_ plan: ExecutionPlan, capacity: Int, forTraining: Bool, countsSpikes: Bool = false) {
    self.plan = plan
    self.capacity = capacity
    layers = plan.layers.map {
      LayerWorkspace(
        $0,
        samples: capacity,
        forTraining: forTraining,
        countsSpikes: countsSpikes
      )
    }
    let isDirect = plan.spec.input.coding == .direct
    // Kernels read whole words that may begin in the last one.
    bits = AlignedBuffer(isDirect ? 0 : plan.steps * capacity * plan.inputRowBytes + 8)
    bytes = AlignedBuffer(plan.spec.input.sampleBytes)
  }

  /// Sets the number of samples that the next passes hold.
  func begin(samples: Int) {
    precondition(samples <= capacity)
    self.samples = samples
  }

  /// Encodes `source` as sample `slot` of the shard.
  ///
  /// - Returns: The values that were encoded, augmented, until the next call.
  @discardableResult
  func encode(
    _ source: UnsafePointer<UInt8>,
    slot: Int,
    draws: vk_draw_address,
    augmentation: (SampleAugmentation, sample: Int, epoch: Int)? = nil
  ) -> UnsafePointer<UInt8> {
    var values = source
    if let (augmentation, sample, epoch) = augmentation {
      augmentation.apply(source, sample: sample, epoch: epoch, to: bytes.base)
      values = UnsafePointer(bytes.base)
    }
    let input = layers[0].input
    let count = Int32(plan.spec.input.shape.count)
    switch plan.spec.input.coding {
    case .direct:
      guard let numbers = input.numbers else { return values }
      plan.kernels.table.scale_bytes(
        count,
        Int32(input.numbersPitch),
        values,
        plan.inputUnit,
        numbers.base + slot * input.numbersPitch
      )
    case .rate:
      var draws = draws
      plan.rateThresholds.withUnsafeBufferPointer { thresholds in
        plan.kernels.table.rate_code(
          count,
          values,
          thresholds.baseAddress,
          &draws,
          Int32(plan.steps),
          bits.base + slot * plan.inputRowBytes,
          samples * plan.inputRowBytes,
          Int32(plan.inputRowBytes)
        )
      }
    case .events:
      plan.spec.input.layout.spread(
        values,
        to: bits.base + slot * plan.inputRowBytes,
        stepStride: samples * plan.inputRowBytes,
        rowBytes: plan.inputRowBytes
      )
    }
    return values
  }

  /// Runs all encoded samples through all layers and steps.
  ///
  /// - Parameters:
  ///   - encoded: Input spikes, if there are any: the inputs [steps][samples][inputRowBytes] and 8 readable bytes, in place of
  ///     samples that `encode` took over.
  ///   - workers: Threads that may share the neurons of a single sample.
  func forward(
    _ network: NetworkState,
    encoded: UnsafePointer<UInt8>? = nil,
    sharedBy workers: WorkerPool? = nil
  ) {
    let kernels = plan.kernels
    switch plan.spec.input.coding {
    case .direct: layers[0].input.loadNumbers(rows: samples, kernels: kernels)
    case .rate, .events:
      layers[0].input.load(
        bits: encoded ?? UnsafePointer(bits.base),
        rowBytes: plan.inputRowBytes,
        rows: samples * plan.steps,
        kernels: kernels
      )
    }
    for (index, layer) in layers.enumerated() {
      if index > 0 {
        layer.load(
          from: layers[index - 1],
          network.layers[index - 1],
          samples: samples,
          kernels
        )
      }
      layer.forward(network.layers[index], samples: samples, kernels, sharedBy: workers)
    }
  }

  /// Visits the inputs of the first layer that are not 0: once per step if they are spikes, else once per sample.
  func forEachInput(_ body: (_ slot: Int, _ index: Int) -> Void) {
    let input = layers[0].input
    let values = plan.spec.input.shape.count
    switch plan.spec.input.coding {
    case .direct:
      guard let numbers = input.numbers else { return }
      for sample in 0..<samples {
        let row = numbers.base + sample * input.numbersPitch
        for index in 0..<values where row[index] != 0 { body(sample, index) }
      }
    case .rate, .events:
      for row in 0..<samples * plan.steps {
        let bytes = bits.base + row * plan.inputRowBytes
        for index in 0..<values where bytes[index >> 3] >> UInt8(index & 7) & 1 != 0 {
          body(row % samples, index)
        }
      }
    }
  }
}
