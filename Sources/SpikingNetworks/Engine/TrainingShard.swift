import CVectorKernels

/// One shard in training: forward, loss and backward, up to the gradients of the currents.
final class TrainingShard: @unchecked Sendable {
  let workspace: ShardWorkspace
  private(set) var loss = 0.0
  private(set) var penalty = 0.0
  private(set) var correct = 0
  private let sampleLoss: SampleLoss
  private let teacher: TeacherShard?
  private let logits: AlignedBuffer<Double>
  /// [samples][neurons]: the gradient of the readout, the same in every step.
  private let readoutGradient: AlignedBuffer<Float>
  private let dropout: DropoutMasks
  /// The spikes of the samples, for penalties on the mean activity of a batch.
  private(set) lazy var activity = BatchActivity(workspace.plan)

  /// - Parameter countsSpikes: Whether costs depend on the spikes of each neuron in each sample.
  init(
    _ plan: ExecutionPlan,
    capacity: Int,
    loss: SampleLoss,
    teacher: TeacherShard? = nil,
    countsSpikes: Bool = false,
    seed: UInt64
  ) {
    sampleLoss = loss
    self.teacher = teacher
    workspace = ShardWorkspace(
      plan,
      capacity: capacity,
      forTraining: true,
      countsSpikes: countsSpikes || teacher?.comparesLayers == true
    )
    let last = plan.layers[plan.layers.count - 1]
    logits = AlignedBuffer(last.channels)
    readoutGradient = AlignedBuffer(capacity * last.neurons)
    dropout = DropoutMasks(seed: seed)
  }

  /// Runs `samples` (indices into `data`) up to the loss; `batch` is the number of samples of the whole batch.
  func forward(
    _ samples: Slice<UnsafeBufferPointer<Int>>,
    of data: SampleView,
    epoch: Int,
    batch: Int,
    network: NetworkState,
    penalties: EpochPenalties,
    augmentation: SampleAugmentation?,
    seed: UInt64
  ) {
    let plan = workspace.plan
    workspace.begin(samples: samples.count)
    teacher?.begin(samples: samples.count)
    for layer in workspace.layers { layer.clearCosts() }
    for (slot, sample) in samples.enumerated() {
      let draws = vk_draw_address(
        seed: seed,
        stream: .trainingEncoding,
        sample: sample,
        firstStep: epoch * plan.steps
      )
      let values = workspace.encode(
        data.input(sample),
        slot: slot,
        draws: draws,
        augmentation: augmentation.map { ($0, sample: sample, epoch: epoch) }
      )
      teacher?.encode(values, slot: slot, sample: sample, epoch: epoch)
      for layer in workspace.layers where layer.mask.count > 0 {
        dropout.draw(layer.plan, sample: sample, epoch: epoch, to: layer.mask, slot: slot)
      }
    }
    workspace.forward(network)
    teacher?.forward()
    penalty = 0
    evaluateLoss(samples, of: data, batch: batch, penalty: penalties.logits)
    guard !penalties.batch.isEmpty else { return }
    activity.clear()
    activity.add(workspace)
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
    batch: Int,
    penalty: LogitPenalty
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
      let cost = penalty.evaluate(values)
      self.penalty += cost.value
      loss += sampleLoss.evaluate(values, label: label, teacher: teacher?.logits(slot: slot))
      for (output, slope) in cost.gradient.enumerated() { values[output] += slope }
      let row = readoutGradient.base + slot * last.width
      for output in 0..<last.channels { row[output] = Float(values[output] * scale) }
    }
    loss += teacher?.compareLayers(with: workspace, batch: batch) ?? 0
  }

  /// Leaves the gradients of every layer in its workspace.
  ///
  /// - Parameter costs: What follows from the activity of all shards; nil without such penalties.
  func backward(
    _ network: NetworkState,
    batch: Int,
    penalties: EpochPenalties,
    costs: BatchCosts? = nil
  ) {
    let plan = workspace.plan
    for (index, layer) in workspace.layers.enumerated().reversed() {
      let quadratic = setCosts(of: layer, network.layers[index], batch: batch, penalties, costs)
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

  /// Prepares what spikes and membranes of `layer` cost, and returns what costs only where a spike is.
  private func setCosts(
    of layer: LayerWorkspace,
    _ state: LayerState,
    batch: Int,
    _ penalties: EpochPenalties,
    _ costs: BatchCosts?
  ) -> Float {
    let index = layer.plan.index
    let (linear, quadratic) = penalties.spikes.gradients(layer: index, batch: batch)
    layer.setCost(linear)
    guard layer.plan.emits else { return quadratic }
    penalty += penalties.spikes.value(of: layer, samples: workspace.samples)
    for count in penalties.counts {
      penalty += count.addCosts(to: layer, samples: workspace.samples, batch: batch)
    }
    costs?.add(to: layer, samples: workspace.samples)
    layer.membraneCost = penalties.membranes[index]?.mean(over: batch)
    if let cost = penalties.membranes[index] {
      let excess = layer.membraneExcess(state, samples: workspace.samples, workspace.plan.kernels)
      penalty += cost.factor * excess
    }
    return quadratic
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
