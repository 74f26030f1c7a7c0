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

  /// Moves the running statistics towards those of the batch: the mean over its shards.
  func absorb(_ shards: [NormWorkspace]) {
    guard !shards.isEmpty else { return }
    let (momentum, share) = (Float(spec.momentum), 1 / Float(shards.count))
    for channel in 0..<plan.channels {
      var (mean, variance): (Float, Float) = (0, 0)
      for shard in shards {
        mean += shard.mean.base[channel]
        variance += shard.variance.base[channel]
      }
      self.mean.base[channel] += momentum * (mean * share - self.mean.base[channel])
      self.variance.base[channel] += momentum * (variance * share - self.variance.base[channel])
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

  init(width: Int) {
    mean = AlignedBuffer(width)
    variance = AlignedBuffer(width)
    factor = AlignedBuffer(width)
    products = AlignedBuffer(width)
    scaleGradient = AlignedBuffer(width)
    offset = AlignedBuffer(width)
    slope = AlignedBuffer(width)
  }

  /// Measures `rows` rows of x and normalises them in place... into `y`, which may be x.
  func forward(
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
  }

  /// Derives what the second backward pass needs from the sums over `rows` rows.
  ///
  /// dx = factor (dy - mean(dy) - xhat mean(dy xhat)), xhat = (x - mean) / deviation.
  func prepareBackward(_ state: NormState, rows: Int, sumOfGradients: UnsafePointer<Float>) {
    let share = 1 / Float(rows)
    let epsilon = Float(state.spec.epsilon)
    for lane in 0..<state.plan.width {
      let square = variance.base[lane] + epsilon
      scaleGradient.base[lane] = products.base[lane] / square.squareRoot()
      offset.base[lane] = factor.base[lane] * sumOfGradients[lane] * share
      slope.base[lane] = factor.base[lane] * products.base[lane] * share / square
    }
  }
}
