import CVectorKernels
import Synchronization

extension LayerPlan {
  /// Whether the neurons of one sample are enough work to divide, and independent of each other.
  ///
  /// The first layer is: it is the widest, and nothing pools what enters it. What a worker saves with fewer
  /// neurons does not pay for waking it (measured).
  var dividesColumns: Bool {
    convolution == nil && fires && !spec.isRecurrent && spec.norm == nil && source != .spikes
      && width >= 512
  }

  /// Whether `rows` images of one sample are enough work to divide; what a normalisation measures is not.
  func dividesImages(_ rows: Int) -> Bool {
    convolution != nil && spec.norm == nil && rows > 1 && rows * currentPositions * width >= 8192
  }

  /// The columns of `count` workers: whole panels, as equal as they can be.
  func columnPieces(_ count: Int) -> [Range<Int>] {
    let panels = (width + panel - 1) / panel
    let count = min(count, panels)
    return (0..<count).map { piece in
      piece * panels / count * panel..<min(width, (piece + 1) * panels / count * panel)
    }
  }
}

extension LayerWorkspace {
  /// Writes the currents of all images of one sample, each worker those of some time steps.
  func convolveInPieces(
    _ state: LayerState,
    rows: Int,
    _ kernels: VectorKernels,
    _ workers: WorkerPool
  ) {
    let pieces = min(workers.workerCount, rows)
    while images.count < pieces {
      images.append(images.isEmpty ? image : AlignedBuffer(image.count))
    }
    workers.run(pieces) { [images] piece in
      convolve(
        piece * rows / pieces..<(piece + 1) * rows / pieces,
        state,
        to: currentBase,
        through: images[piece].base,
        kernels
      )
    }
  }

  /// Runs one sample through synapses and neurons, each worker some of the neurons; inference only.
  ///
  /// Every neuron sums in the order of `forward`: the number of workers does not show.
  func forwardInColumns(_ state: LayerState, _ kernels: VectorKernels, _ workers: WorkerPool) {
    let pieces = plan.columnPieces(workers.workerCount)
    let spikes = Atomic<Int64>(0)
    workers.run(pieces.count) { index in
      let count = forward(state, columns: pieces[index], kernels)
      spikes.wrappingAdd(count, ordering: .relaxed)
    }
    spikeCount = spikes.load(ordering: .relaxed)
  }

  /// Runs the neurons `columns` of one sample and returns the number of their spikes.
  private func forward(
    _ state: LayerState,
    columns: Range<Int>,
    _ kernels: VectorKernels
  ) -> Int64 {
    let (first, width) = (columns.lowerBound, plan.width)
    let current = currentBase
    input.currents(
      state.weights.values.base,
      initial: state.initialCurrent,
      samples: 1,
      columns: columns,
      to: current,
      kernels
    )
    var neuron = state.neuron
    neuron.beta += first
    neuron.threshold += first
    if let bias = neuron.bias { neuron.bias = bias + first }
    return kernels.table.lif_forward(
      &neuron,
      Int32(steps),
      columns.count,
      current + first,
      plan.hasConstantCurrent ? 0 : width,
      membrane.base + first,
      width,
      riseBase.map { $0 + first },
      nil,
      total.count > 0 ? total.base + first : nil,
      last.count > 0 ? last.base + first : nil
    )
  }
}
