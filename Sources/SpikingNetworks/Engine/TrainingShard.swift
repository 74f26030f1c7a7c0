import CVectorKernels

/// One shard in training: forward, loss and backward, up to the gradients of the currents.
final class TrainingShard: @unchecked Sendable {
  let workspace: ShardWorkspace
  private(set) var loss = 0.0
  private(set) var penalty = 0.0
  private(set) var correct = 0
  private let crossEntropy: CrossEntropy
  private let logits: AlignedBuffer<Double>
  /// [samples][neurons]: the gradient of the readout, the same in every step.
  private let readoutGradient: AlignedBuffer<Float>
  private let dropout: DropoutMasks

  init(_ plan: ExecutionPlan, capacity: Int, crossEntropy: CrossEntropy, seed: UInt64) {
    self.crossEntropy = crossEntropy
    workspace = ShardWorkspace(plan, capacity: capacity, forTraining: true)
    let last = plan.layers[plan.layers.count - 1]
    logits = AlignedBuffer(last.channels)
    readoutGradient = AlignedBuffer(capacity * last.neurons)
    dropout = DropoutMasks(seed: seed)
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
      for layer in workspace.layers where layer.mask.count > 0 {
        dropout.draw(layer.plan, sample: sample, epoch: epoch, to: layer.mask, slot: slot)
      }
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
    let values = UnsafeMutableBufferPointer(start: logits.base, count: last.channels)
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
      for output in 0..<last.channels { row[output] = Float(values[output] * scale) }
    }
  }

  /// Leaves the gradients of every layer in its workspace.
  private func backward(_ network: NetworkState, batch: Int, penalty spikePenalty: SpikePenalty) {
    let plan = workspace.plan
    penalty = 0
    for (index, layer) in workspace.layers.enumerated().reversed() {
      let (linear, quadratic) = spikePenalty.gradients(layer: index, batch: batch)
      layer.setCost(linear)
      if layer.plan.fires {
        penalty += spikePenalty.value(layer: index, spikes: Double(layer.spikeCount))
      }
      layer.backward(
        network.layers[index],
        previous: index > 0 ? workspace.layers[index - 1] : nil,
        next: layer.plan.isLast ? nil : (workspace.layers[index + 1], network.layers[index + 1]),
        readoutGradient: layer.plan.isLast ? UnsafePointer(readoutGradient.base) : nil,
        lastStepOnly: plan.spec.readout == .membrane(.last),
        activity: quadratic,
        samples: workspace.samples,
        plan.kernels
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
