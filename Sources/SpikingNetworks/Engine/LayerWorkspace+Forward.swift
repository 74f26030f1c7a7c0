import CVectorKernels

extension LayerWorkspace {
  /// Takes over what `previous` emits, whose parameters are `state`, through pooling and dropout.
  func load(
    from previous: LayerWorkspace,
    _ state: LayerState,
    samples: Int,
    _ kernels: VectorKernels
  ) {
    let mask = mask.count > 0 ? UnsafePointer(mask.base) : nil
    if let rectifier = previous.plan.spec.neuron.rectifier {
      return input.load(
        activationsOf: rectifier,
        currents: previous.membrane.base,
        pitch: previous.plan.neurons,
        mask: mask,
        samples: samples,
        kernels: kernels
      )
    }
    input.load(
      membrane: previous.membrane.base,
      pitch: previous.plan.neurons,
      thresholds: state.thresholds,
      mask: mask,
      samples: samples,
      rows: samples * steps,
      kernels: kernels
    )
  }

  /// Runs `samples` samples, whose inputs are loaded, through synapses and neurons.
  ///
  /// - Parameter workers: Threads that may share the neurons of a single sample.
  func forward(
    _ state: LayerState,
    samples: Int,
    _ kernels: VectorKernels,
    sharedBy workers: WorkerPool? = nil
  ) {
    if let workers, samples == 1, state.integers == nil, plan.dividesColumns {
      return forwardInColumns(state, kernels, workers)
    }
    let current = currentBase
    computeCurrents(state, samples: samples, to: current, kernels, sharedBy: workers)
    if state.recurrent == nil {
      runNeurons(state, samples: samples, current: current, kernels)
    } else {
      runRecurrentNeurons(state, samples: samples, kernels)
    }
  }

  /// Where the currents of all steps go, or those that all steps share.
  var currentBase: UnsafeMutablePointer<Float> {
    plan.hasConstantCurrent ? constantCurrent.base : membrane.base
  }

  private func computeCurrents(
    _ state: LayerState,
    samples: Int,
    to current: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels,
    sharedBy workers: WorkerPool?
  ) {
    let rows = plan.currentRows(samples: samples)
    if plan.convolution == nil {
      let gain = currentGain
      let raw = norm == nil ? current : currents.base
      input.currents(
        state.forwardWeights,
        initial: gain == 1 ? state.initialCurrent : nil,
        samples: samples,
        to: raw,
        kernels
      )
      if gain != 1 {
        kernels.table.scale_rows(
          Int32(rows),
          Int32(plan.width),
          gain,
          state.initialCurrent,
          raw
        )
      }
    } else if let workers, plan.dividesImages(rows) {
      convolveInPieces(state, rows: rows, kernels, workers)
    } else {
      convolve(0..<rows, state, to: current, through: image.base, kernels)
    }
    normalize(state, rows: rows, to: current, kernels)
  }

  /// What currents are multiplied with before the constant current is added.
  private var currentGain: Float {
    plan.computesIntegers ? 1 : forTraining ? plan.trainingGain : plan.gain
  }

  /// Writes the currents of the images `rows` of a convolution.
  ///
  /// - Parameter image: Room for one image of currents before their pooling.
  func convolve(
    _ rows: Range<Int>,
    _ state: LayerState,
    to current: UnsafeMutablePointer<Float>,
    through image: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    guard var convolution = plan.convolution else { return }
    let gain = currentGain
    let initial = gain == 1 ? state.initialCurrent : nil
    let table = kernels.table
    let size = plan.currentPositions * plan.width
    for row in rows {
      let target =
        norm != nil
        ? currents.base + row * size
        : plan.pool == nil ? current + row * plan.neurons : image
      if let bits = input.bits {
        table.convolve_patterns(
          &convolution,
          bits + row * input.bitsPitch,
          state.patterns.base,
          initial,
          target
        )
      } else {
        table.convolve_events(
          &convolution,
          input.index.base,
          input.valuesBase,
          input.places(ofRow: row),
          state.forwardWeights,
          initial,
          target
        )
      }
      if plan.pool != nil { state.integers?.boundSums(size, target, kernels) }
      if gain != 1 {
        table.scale_rows(
          Int32(plan.currentPositions),
          Int32(plan.width),
          gain,
          state.initialCurrent,
          target
        )
      }
      if norm == nil, plan.pool != nil { pool(target, row: row, to: current, kernels) }
    }
  }

  private func pool(
    _ image: UnsafePointer<Float>,
    row: Int,
    to current: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    guard var pool = plan.pool else { return }
    kernels.table.max_pool(
      &pool,
      image,
      Int32(plan.geometry.currents.width),
      Int32(plan.width),
      current + row * plan.neurons,
      winners.count > 0 ? winners.base + row * plan.neurons : nil
    )
  }

  /// Batch normalisation over all rows of the shard, then the pooling that waited for it.
  private func normalize(
    _ state: LayerState,
    rows: Int,
    to current: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    guard let norm, let parameters = state.norm else { return }
    let table = kernels.table
    let positions = plan.currentPositions
    let size = positions * plan.width
    let isSynaptic = plan.neuron.is_synaptic != 0
    norm.measure(parameters, rows: rows * positions, x: currents.base, kernels)
    for row in 0..<rows {
      let target = plan.pool == nil ? current + row * plan.neurons : image.base
      table.norm_apply(
        Int32(positions),
        Int32(plan.width),
        currents.base + row * size,
        isSynaptic ? norm.zeros.base : norm.mean.base,
        norm.factor.base,
        isSynaptic ? norm.zeros.base : parameters.shift.values.base,
        target
      )
      if plan.pool != nil { pool(target, row: row, to: current, kernels) }
    }
  }
}
