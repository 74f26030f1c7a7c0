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
  /// Direct coding: [samples][inputWidth], real values.
  let directInput: AlignedBuffer<Float>
  /// Rate coding: [steps][samples][inputRowBytes].
  private let bits: AlignedBuffer<UInt8>
  /// The samples as integers, after augmentation; the kernels read whole words.
  private let bytes: AlignedBuffer<UInt8>

  init(_ plan: ExecutionPlan, capacity: Int, forTraining: Bool) {
    self.plan = plan
    self.capacity = capacity
    layers = plan.layers.map {
      LayerWorkspace($0, samples: capacity, steps: plan.steps, forTraining: forTraining)
    }
    let isDirect = plan.spec.input.coding == .direct
    directInput = AlignedBuffer(isDirect ? capacity * plan.layers[0].inputWidth : 0)
    bits = AlignedBuffer(isDirect ? 0 : plan.steps * capacity * plan.inputRowBytes)
    bytes = AlignedBuffer(plan.spec.input.shape.count)
  }

  /// Sets the number of samples that the next passes hold.
  func begin(samples: Int) {
    precondition(samples <= capacity)
    self.samples = samples
  }

  /// Encodes `source` as sample `slot` of the shard.
  func encode(
    _ source: UnsafePointer<UInt8>,
    slot: Int,
    draws: vk_draw_address,
    augmentation: (SampleAugmentation, sample: Int, epoch: Int)? = nil
  ) {
    var values = source
    if let (augmentation, sample, epoch) = augmentation {
      augmentation.apply(source, sample: sample, epoch: epoch, to: bytes.base)
      values = UnsafePointer(bytes.base)
    }
    let first = plan.layers[0]
    switch plan.spec.input.coding {
    case .direct:
      plan.kernels.table.scale_bytes(
        Int32(first.inputs),
        Int32(first.inputWidth),
        values,
        Float(plan.spec.input.scale),
        directInput.base + slot * first.inputWidth
      )
    case .rate:
      var draws = draws
      plan.rateThresholds.withUnsafeBufferPointer { thresholds in
        plan.kernels.table.rate_code(
          Int32(first.inputs),
          values,
          thresholds.baseAddress,
          &draws,
          Int32(plan.steps),
          bits.base + slot * plan.inputRowBytes,
          samples * plan.inputRowBytes,
          Int32(plan.inputRowBytes)
        )
      }
    }
  }

  /// Runs all encoded samples through all layers and steps.
  func forward(_ network: NetworkState) {
    let kernels = plan.kernels
    let rows = samples * plan.steps
    if let input = layers[0].input {
      input.load(bits: bits.base, rowBytes: plan.inputRowBytes, rows: rows, kernels: kernels)
    }
    for (index, layer) in layers.enumerated() {
      let state = network.layers[index]
      let neurons = samples * layer.plan.width
      var current = UnsafePointer(layer.membrane.base)
      var stride = neurons
      if let input = layer.input {
        input.currents(state, rows: rows, to: layer.membrane.base, kernels)
      } else {
        kernels.table.gemm(
          Int32(samples),
          Int32(layer.plan.width),
          Int32(layer.plan.inputs),
          directInput.base,
          layer.plan.inputWidth,
          1,
          state.weights.values.base,
          layer.plan.width,
          state.bias.values.base,
          0,
          layer.constantCurrent.base,
          layer.plan.width
        )
        current = UnsafePointer(layer.constantCurrent.base)
        stride = 0
      }
      guard var neuron = layer.plan.neuron else {
        kernels.table.integrator_forward(
          layer.plan.beta,
          Int32(plan.steps),
          neurons,
          current,
          stride,
          layer.membrane.base,
          layer.total.base
        )
        continue
      }
      kernels.table.lif_forward(
        &neuron,
        Int32(plan.steps),
        neurons,
        current,
        stride,
        layer.membrane.base,
        layer.total.base,
        layer.plan.isLast ? layer.last.base : nil
      )
      if !layer.plan.isLast {
        layers[index + 1].input?.load(
          membrane: layer.membrane.base,
          threshold: neuron.threshold,
          rows: rows,
          kernels: kernels
        )
      }
    }
  }

  /// The spikes that entered the first layer: rate-coded events or nonzero direct inputs.
  func inputEventCount() -> Int {
    if let input = layers[0].input, let count = input.eventCount { return count }
    let first = plan.layers[0]
    var count = 0
    if layers[0].input == nil {
      for index in 0..<samples * first.inputWidth where directInput.base[index] != 0 { count += 1 }
    } else {
      for index in 0..<samples * plan.steps * plan.inputRowBytes {
        count += bits.base[index].nonzeroBitCount
      }
    }
    return count
  }
}
