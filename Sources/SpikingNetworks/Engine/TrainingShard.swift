import CVectorKernels

/// One shard in training: forward, loss and backward, up to the gradients of the currents.
final class TrainingShard: @unchecked Sendable {
  let workspace: ShardWorkspace
  private(set) var loss = 0.0
  private(set) var penalty = 0.0
  private(set) var correct = 0
  private let crossEntropy: CrossEntropy
  private let logits: AlignedBuffer<Double>
  /// [samples][width]: the gradient of the readout, the same in every step.
  private let readoutGradient: AlignedBuffer<Float>
  /// [width] of each layer: the gradient of the penalty with regard to any spike (p = 1).
  private let penaltyRows: [AlignedBuffer<Float>]

  init(_ plan: ExecutionPlan, capacity: Int, crossEntropy: CrossEntropy) {
    self.crossEntropy = crossEntropy
    workspace = ShardWorkspace(plan, capacity: capacity, forTraining: true)
    let last = plan.layers[plan.layers.count - 1]
    logits = AlignedBuffer(last.outputs)
    readoutGradient = AlignedBuffer(capacity * last.width)
    penaltyRows = plan.layers.map { AlignedBuffer($0.width) }
  }

  /// Runs `samples` (indices into `data`); `batch` is the number of samples of the whole batch.
  func run(
    _ samples: Slice<UnsafeBufferPointer<Int>>,
    of data: SampleView,
    epoch: Int,
    batch: Int,
    network: NetworkState,
    penalty spikePenalty: SpikePenalty,
    augmentation: SampleAugmentation?,
    seed: UInt64
  ) {
    let plan = workspace.plan
    workspace.begin(samples: samples.count)
    for (slot, sample) in samples.enumerated() {
      let draws = vk_draw_address(
        seed: seed,
        stream: .trainingEncoding,
        sample: sample,
        firstStep: epoch * plan.steps
      )
      workspace.encode(
        data.input(sample),
        slot: slot,
        draws: draws,
        augmentation: augmentation.map { ($0, sample: sample, epoch: epoch) }
      )
    }
    workspace.forward(network)
    evaluateLoss(samples, of: data, batch: batch)
    backward(network, batch: batch, penalty: spikePenalty)
  }

  /// Makes the shard take no part in this batch.
  func skip() {
    workspace.begin(samples: 0)
    loss = 0
    penalty = 0
    correct = 0
  }

  private func evaluateLoss(
    _ samples: Slice<UnsafeBufferPointer<Int>>,
    of data: SampleView,
    batch: Int
  ) {
    let plan = workspace.plan
    let last = plan.layers[plan.layers.count - 1]
    let values = UnsafeMutableBufferPointer(start: logits.base, count: last.outputs)
    // Logits that are a mean over time spread their gradient over it.
    let steps = plan.spec.readout == .membrane(.sum) ? plan.steps : 1
    let scale = 1 / Double(batch * steps)
    loss = 0
    correct = 0
    for (slot, sample) in samples.enumerated() {
      let label = data.label(sample)
      workspace.logits(slot: slot, to: logits.base)
      if workspace.prediction(slot: slot, logits: logits.base) == label { correct += 1 }
      loss += crossEntropy.evaluate(values, label: label)
      let row = readoutGradient.base + slot * last.width
      for output in 0..<last.outputs { row[output] = Float(values[output] * scale) }
    }
  }

  /// Leaves dL/dI of every layer in its `delta`, and the bias gradients.
  private func backward(_ network: NetworkState, batch: Int, penalty spikePenalty: SpikePenalty) {
    let plan = workspace.plan
    let table = plan.kernels.table
    let rows = workspace.samples * plan.steps
    penalty = 0
    for index in workspace.layers.indices.reversed() {
      let layer = workspace.layers[index]
      let width = layer.plan.width
      let neurons = workspace.samples * width
      // In place in `delta`, except under a constant current, where only the sum over time is kept.
      var gradient = UnsafePointer(readoutGradient.base)
      var stride = 0
      var activity: Float = 0
      if !layer.plan.isLast {
        let (linear, quadratic) = spikePenalty.gradients(layer: index, batch: batch)
        let row = penaltyRows[index].base
        for output in 0..<layer.plan.outputs { row[output] = linear }
        activity = quadratic
        penalty += spikePenalty.value(
          layer: index,
          spikes: layer.spikeCount(samples: workspace.samples)
        )
        let next = workspace.layers[index + 1]
        table.gemm(
          Int32(rows),
          Int32(width),
          Int32(next.plan.outputs),
          next.delta.base,
          next.plan.width,
          1,
          network.layers[index + 1].transposed.base,
          next.plan.inputWidth,
          row,
          0,
          layer.delta.base,
          width
        )
        gradient = UnsafePointer(layer.delta.base)
        stride = neurons
      }
      let sums = layer.plan.hasConstantCurrent ? layer.delta.base : nil
      let delta = layer.plan.hasConstantCurrent ? nil : layer.delta.base
      if var neuron = layer.plan.neuron {
        table.lif_backward(
          &neuron,
          Int32(plan.steps),
          neurons,
          layer.membrane.base,
          gradient,
          stride,
          activity,
          delta,
          sums
        )
      } else {
        table.integrator_backward(
          layer.plan.beta,
          Int32(plan.steps),
          neurons,
          gradient,
          plan.spec.readout == .membrane(.last) ? 1 : 0,
          delta,
          sums
        )
      }
      table.column_sums(
        Int32(layer.deltaRows(samples: workspace.samples, steps: plan.steps)),
        Int32(width),
        layer.delta.base,
        width,
        layer.biasGradient.base
      )
    }
  }
}

extension vk_draw_address {
  /// The address of the draws of one sample from time step `firstStep` on.
  init(seed: UInt64, stream: RandomStream, sample: Int, firstStep: Int) {
    self.init(
      key0: UInt32(truncatingIfNeeded: seed),
      key1: UInt32(truncatingIfNeeded: seed >> 32),
      stream: stream.rawValue,
      sample: UInt32(truncatingIfNeeded: sample),
      first_step: UInt32(truncatingIfNeeded: firstStep)
    )
  }
}
