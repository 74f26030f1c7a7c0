import CVectorKernels

/// The parameters and running statistics of a batch normalisation, [width] each.
final class NormState: Sendable {
  let plan: LayerPlan
  let spec: BatchNormSpec
  let scale: ParameterArray
  let shift: ParameterArray
  let mean: AlignedBuffer<Float>
  let variance: AlignedBuffer<Float>

  init(_ plan: LayerPlan, _ parameters: BatchNormParameters, forTraining: Bool) {
    self.plan = plan
    spec = plan.spec.norm ?? BatchNormSpec()
    scale = ParameterArray(.normScale, count: plan.width, forTraining: forTraining)
    shift = ParameterArray(.normShift, count: plan.width, forTraining: forTraining)
    mean = AlignedBuffer(plan.width)
    variance = AlignedBuffer(plan.width)
    for channel in 0..<plan.channels {
      scale.values.base[channel] = parameters.scale[channel]
      shift.values.base[channel] = parameters.shift[channel]
      mean.base[channel] = parameters.mean[channel]
      variance.base[channel] = parameters.variance[channel]
    }
  }

  /// Moves the running statistics towards mean and biased variance over all rows of the batch.
  ///
  /// A batch of one row has no variance and moves nothing.
  ///
  /// - Parameter bias: [width], what is missing in the currents that the shards saw; nil if nothing is.
  func absorb(_ shards: ArraySlice<TrainingShard>, bias: AlignedBuffer<Float>?) {
    var samples = 0
    for shard in shards { samples += shard.workspace.samples }
    guard plan.currentRows(samples: samples) * plan.currentPositions > 1 else { return }
    let momentum = Float(spec.momentum)
    for channel in 0..<plan.channels {
      var (mean, variance): (Float, Float) = (0, 0)
      forEachPart(shards, of: samples) { norm, share in mean += share * norm.mean.base[channel] }
      forEachPart(shards, of: samples) { norm, share in
        let distance = norm.mean.base[channel] - mean
        variance += share * (norm.variance.base[channel] + distance * distance)
      }
      mean += bias?.base[channel] ?? 0
      self.mean.base[channel] += momentum * (mean - self.mean.base[channel])
      self.variance.base[channel] += momentum * (variance - self.variance.base[channel])
    }
  }

  /// Calls `body` with the statistics of every shard and its share of the batch.
  private func forEachPart(
    _ shards: ArraySlice<TrainingShard>,
    of samples: Int,
    _ body: (NormWorkspace, Float) -> Void
  ) {
    for shard in shards {
      guard let norm = shard.workspace.layers[plan.index].norm else { continue }
      body(norm, Float(shard.workspace.samples) / Float(samples))
    }
  }

  /// The parameters without padding.
  var parameters: BatchNormParameters {
    func lanes(_ buffer: AlignedBuffer<Float>) -> [Float] {
      (0..<plan.channels).map { buffer.base[$0] }
    }
    return BatchNormParameters(
      scale: lanes(scale.values),
      shift: lanes(shift.values),
      mean: lanes(mean),
      variance: lanes(variance)
    )
  }
}

/// The normalisation of one shard: its statistics and the gradients of scale and shift, [width] each.
final class NormWorkspace: Sendable {
  let mean: AlignedBuffer<Float>
  let variance: AlignedBuffer<Float>
  /// scale / sqrt(variance + epsilon).
  let factor: AlignedBuffer<Float>
  /// The sum of dy (x - mean), and the gradients.
  let products: AlignedBuffer<Float>
  let scaleGradient: AlignedBuffer<Float>
  /// What the backward pass subtracts: a constant, and a multiple of x - mean.
  let offset: AlignedBuffer<Float>
  let slope: AlignedBuffer<Float>
  /// Of synaptic neurons: what is added to the membrane, [width + slack], as their current takes the factor
  /// alone; and the sum of the gradients of those currents.
  let constant: AlignedBuffer<Float>
  let currentSum: AlignedBuffer<Float>
  let zeros: AlignedBuffer<Float>

  init(width: Int) {
    constant = AlignedBuffer(width + Int(VK_PERIOD_SLACK))
    currentSum = AlignedBuffer(width)
    zeros = AlignedBuffer(width)
    mean = AlignedBuffer(width)
    variance = AlignedBuffer(width)
    factor = AlignedBuffer(width)
    products = AlignedBuffer(width)
    scaleGradient = AlignedBuffer(width)
    offset = AlignedBuffer(width)
    slope = AlignedBuffer(width)
  }

  /// Measures `rows` rows of x.
  func measure(
    _ state: NormState,
    rows: Int,
    x: UnsafePointer<Float>,
    _ kernels: VectorKernels
  ) {
    let width = state.plan.width
    kernels.table.norm_statistics(Int32(rows), Int32(width), x, mean.base, variance.base)
    let epsilon = Float(state.spec.epsilon)
    for lane in 0..<width {
      let deviation = (variance.base[lane] + epsilon).squareRoot()
      factor.base[lane] = state.scale.values.base[lane] / deviation
    }
    for index in 0..<constant.count {
      let lane = index % width
      constant.base[index] =
        state.shift.values.base[lane] - mean.base[lane] * factor.base[lane]
    }
  }

  /// Derives what the second backward pass needs from the sums over `rows` rows.
  ///
  /// dx = factor (dy - mean(dy) - xhat mean(dy xhat)), xhat = (x - mean) / deviation. With synaptic neurons
  /// the mean reaches the membrane by another way than the currents: `docs/numerics.md`, section 1b.
  ///
  /// - Parameter shiftGradient: The sum of the gradients of what the shift is added to, [width].
  func prepareBackward(_ state: NormState, rows: Int, shiftGradient: UnsafePointer<Float>) {
    let share = 1 / Float(rows)
    let epsilon = Float(state.spec.epsilon)
    let isSynaptic = state.plan.neuron.is_synaptic != 0
    for lane in 0..<state.plan.width {
      let square = variance.base[lane] + epsilon
      var product = products.base[lane]
      if isSynaptic {
        product += mean.base[lane] * (currentSum.base[lane] - shiftGradient[lane])
      }
      scaleGradient.base[lane] = product / square.squareRoot()
      offset.base[lane] = factor.base[lane] * shiftGradient[lane] * share
      slope.base[lane] = factor.base[lane] * product * share / square
    }
  }
}
