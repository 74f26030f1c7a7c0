import CVectorKernels

extension LayerWorkspace {
  /// Takes over the spikes of `previous`, whose parameters are `state`, through pooling and dropout.
  func load(
    from previous: LayerWorkspace,
    _ state: LayerState,
    samples: Int,
    _ kernels: VectorKernels
  ) {
    input.load(
      membrane: previous.membrane.base,
      pitch: previous.plan.neurons,
      thresholds: state.thresholds,
      mask: mask.count > 0 ? UnsafePointer(mask.base) : nil,
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
    let current = plan.hasConstantCurrent ? constantCurrent.base : membrane.base
    computeCurrents(state, samples: samples, to: current, kernels)
    if state.recurrent == nil {
      runNeurons(state, samples: samples, current: current, kernels)
    } else {
      runRecurrentNeurons(state, samples: samples, kernels)
    }
  }

  private func computeCurrents(
    _ state: LayerState,
    samples: Int,
    to current: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    let rows = plan.currentRows(samples: samples)
    let gain = plan.computesIntegers ? 1 : forTraining ? plan.trainingGain : plan.gain
    let initial = gain == 1 ? state.initialCurrent : nil
    let table = kernels.table
    let raw = norm == nil ? current : currents.base
    guard var convolution = plan.convolution else {
      input.currents(
        state.forwardWeights,
        initial: initial,
        samples: samples,
        to: raw,
        kernels
      )
      if gain != 1 {
        table.scale_rows(Int32(rows), Int32(plan.width), gain, state.initialCurrent, raw)
      }
      normalize(state, rows: rows, to: current, kernels)
      return
    }
    let size = plan.currentPositions * plan.width
    for row in 0..<rows {
      let target =
        norm != nil ? raw + row * size : plan.pool == nil ? raw + row * plan.neurons : image.base
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
    normalize(state, rows: rows, to: current, kernels)
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
