/// The state of one training: parameters, optimizer memory, shards.
final class TrainingSession {
  let network: NetworkState
  let options: TrainingOptions
  let plan: ExecutionPlan
  let kernels: VectorKernels
  let workers: WorkerPool
  /// How integers follow from the parameters; nil in float training.
  let quantization: FakeQuantization?
  /// The guard bits, and the scales unless they are learned; nil in float training.
  var point: QuantizationPoint?
  private let shards: [TrainingShard]
  private let shardSize: Int
  let pieces: [GradientPiece]
  /// [pieces][width]: the gradients of the weights' scales, by channel; empty unless they are learned.
  let scaleSums: [AlignedBuffer<Double>]
  private let augmentation: SampleAugmentation?
  private let sampleCount: Int
  /// [pieces]: the squared norms of the gradient, with clipping.
  let norms: AlignedBuffer<Double>
  /// [pieces]: what the weights cost, with a weight decay among the penalties.
  let decays: AlignedBuffer<Double>
  private var clock: OptimizerClock
  /// What is pruned; nil without pruning.
  private(set) var pruner: Pruner?

  init(
    _ spec: NetworkSpec,
    _ options: TrainingOptions,
    _ parameters: NetworkParameters,
    pruning: PruningPlan? = nil,
    teacher: TeacherNetwork? = nil,
    sampleCount: Int,
    quantization: FakeQuantization? = nil,
    kernels: VectorKernels,
    workers: WorkerPool
  ) {
    let plan = ExecutionPlan(
      spec,
      kernels: kernels,
      surrogate: options.surrogate,
      detachReset: options.detachReset,
      computesIntegers: quantization != nil
    )
    let batch = min(options.batch, sampleCount)
    let shardSize = TrainingSession.shardSize(batch: batch)
    self.plan = plan
    self.options = options
    self.kernels = kernels
    self.workers = workers
    self.sampleCount = sampleCount
    self.shardSize = shardSize
    self.quantization = quantization
    point = quantization?.point
    let learnsScales = quantization?.learnsScales == true
    network = NetworkState(
      plan,
      parameters,
      forTraining: true,
      learnedScales: learnsScales ? quantization?.point.scales : nil
    )
    shards = (0..<(batch + shardSize - 1) / shardSize).map { _ in
      TrainingShard(
        plan,
        capacity: shardSize,
        loss: SampleLoss(options),
        teacher: teacher.map { TeacherShard($0, capacity: shardSize, seed: options.seed) },
        countsSpikes: options.regularizers.contains(where: \.countsSpikes),
        seed: options.seed
      )
    }
    pieces = GradientPiece.pieces(plan)
    augmentation = SampleAugmentation(
      options.augmentation,
      input: spec.input,
      seed: options.seed
    )
    norms = AlignedBuffer(pieces.count)
    decays = AlignedBuffer(pieces.count)
    scaleSums = pieces.map { AlignedBuffer(learnsScales ? plan.layers[$0.layer].width : 0) }
    clock = OptimizerClock(options.optimizer, averaging: options.averaging)
    pruner = pruning.map(Pruner.init)
    for array in network.arrays {
      array.average.base.update(from: array.values.base, count: array.count)
    }
  }

  /// The number of optimizer steps that were taken.
  var steps: Int { clock.steps }

  /// What the training returns if it ends now: the parameters, or their moving average.
  var result: NetworkParameters {
    options.averaging > 0 ? network.averagedParameters : network.parameters
  }

  /// Continues behind `steps` optimizer steps with the memory and the mask that they left.
  ///
  /// - Throws: `NetworkError.invalidCheckpoint` where the memory has other sizes.
  func restore(
    _ memory: OptimizerMemory,
    _ mask: PruningMask?,
    steps: Int
  ) throws(NetworkError) {
    try memory.restore(to: network)
    if let mask { pruner?.restore(mask, network, kernels) }
    clock = OptimizerClock(options.optimizer, averaging: options.averaging, steps: steps)
  }

  /// The samples of one shard: four or more shards a batch of 25 and more, and rows that 16-bit lists can number.
  static func shardSize(batch: Int) -> Int {
    min(32, max(8, (batch + 3) / 4))
  }

  /// Trains on all samples once; `epoch` counts from 0.
  ///
  /// - Throws: What the quantization throws; float training throws nothing.
  func run(epoch: Int, on samples: SampleView) throws -> EpochRecord {
    pruner?.begin(epoch: epoch, of: options.epochs, network, kernels)
    if epoch > 0 { try choosePoint() }
    if pruner != nil || quantization?.choose != nil { try requantize() }
    let order = Philox(seed: options.seed, stream: .shuffle)
      .permutation(sampleCount, sample: epoch)
    let penalties = EpochPenalties(
      options.regularizers,
      plan: plan,
      epoch: epoch,
      epochs: options.epochs
    )
    let stepsPerEpoch = (sampleCount + options.batch - 1) / options.batch
    var totals = (loss: 0.0, penalty: 0.0, correct: 0)
    var factor = 1.0
    try order.withUnsafeBufferPointer { order in
      for first in stride(from: 0, to: sampleCount, by: options.batch) {
        let batch = SampleOrder(order[first..<min(first + options.batch, sampleCount)])
        totals.penalty += runShards(batch, of: samples, epoch: epoch, penalties)
        factor = options.schedule.factor(
          step: clock.steps,
          stepsPerEpoch: stepsPerEpoch,
          epochs: options.epochs
        )
        totals.penalty += Double(batch.count) * runPieces(clock.next(factor: factor), penalties)
        try requantize()
        for shard in shards {
          totals.loss += shard.loss
          totals.penalty += shard.penalty
          totals.correct += shard.correct
        }
      }
    }
    return EpochRecord(
      epoch: epoch + 1,
      loss: totals.loss / Double(sampleCount),
      penalty: totals.penalty / Double(sampleCount),
      trainAccuracy: Double(totals.correct) / Double(sampleCount),
      learningRate: options.optimizer.learningRate * factor
    )
  }

  /// Runs the shards of `batch` forward and backward; the penalty that it returns is not that of any shard.
  ///
  /// Penalties on the mean activity of the batch need it from all shards before any of them goes backward.
  private func runShards(
    _ batch: SampleOrder,
    of samples: SampleView,
    epoch: Int,
    _ penalties: EpochPenalties
  ) -> Double {
    let (shards, network, shardSize, plan) = (shards, network, shardSize, plan)
    let (augmentation, seed) = (augmentation, options.seed)
    let isWhole = penalties.batch.isEmpty
    workers.run(shards.count) { index in
      let part = batch.part(index, size: shardSize)
      guard !part.isEmpty else { return shards[index].skip() }
      shards[index].forward(
        part,
        of: samples,
        epoch: epoch,
        batch: batch.count,
        network: network,
        penalties: penalties,
        augmentation: augmentation,
        seed: seed
      )
      if isWhole { shards[index].backward(network, batch: batch.count, penalties: penalties) }
    }
    guard !isWhole else { return 0 }
    let active = shards.prefix { $0.workspace.samples > 0 }
    var activity = BatchActivity(plan)
    for shard in active { activity.add(shard.activity) }
    let costs = BatchCosts(penalties.batch, of: activity, plan: plan)
    workers.run(active.count) { index in
      active[index].backward(network, batch: batch.count, penalties: penalties, costs: costs)
    }
    return Double(batch.count) * costs.value
  }

  /// Collects the gradient, takes the optimizer step, and returns what the weights cost before it.
  private func runPieces(_ step: OptimizerStep, _ penalties: EpochPenalties) -> Double {
    let (pieces, network, kernels, decays) = (pieces, network, kernels, decays)
    let (prunes, hasDecay) = (pruner != nil, penalties.hasDecay)
    // Idle shards are the last ones of a short batch.
    let shards = shards.prefix { $0.workspace.samples > 0 }
    @Sendable func collect(_ index: Int) {
      pieces[index].collect(shards, network: network, kernels: kernels)
      if prunes { pieces[index].clearPruned(network) }
      if hasDecay { decays.base[index] = pieces[index].addDecay(penalties.decays, network) }
    }
    if quantization != nil {
      runIntegerPieces(step, shards, penalties)
    } else if options.clipNorm > 0 {
      let norms = norms
      workers.run(pieces.count) { index in
        collect(index)
        norms.base[index] = pieces[index].squaredNorm(network)
      }
      let clipped = clipping(step)
      workers.run(pieces.count) { index in
        pieces[index].apply(clipped, network: network, kernels: kernels)
      }
    } else {
      workers.run(pieces.count) { index in
        collect(index)
        pieces[index].apply(step, network: network, kernels: kernels)
      }
    }
    return hasDecay ? pieces.indices.reduce(0) { $0 + decays.base[$1] } : 0
  }

  /// Returns `step` with the gradient scaled down to the clip norm; needs `norms`.
  func clipping(_ step: OptimizerStep) -> OptimizerStep {
    var square = 0.0
    for index in pieces.indices { square += norms.base[index] }
    let norm = square.squareRoot()
    let scale = norm > options.clipNorm ? Float(options.clipNorm / norm) : 1
    return step.scalingGradient(by: scale)
  }
}

/// The sample numbers of one batch, a borrowed piece of the epoch's order.
private struct SampleOrder: @unchecked Sendable {
  private let indices: Slice<UnsafeBufferPointer<Int>>

  init(_ indices: Slice<UnsafeBufferPointer<Int>>) {
    self.indices = indices
  }

  var count: Int { indices.count }

  /// The samples of shard `index`; the last shards of a short batch are empty.
  func part(_ index: Int, size: Int) -> Slice<UnsafeBufferPointer<Int>> {
    let first = min(indices.endIndex, indices.startIndex + index * size)
    return indices[first..<min(indices.endIndex, first + size)]
  }
}
