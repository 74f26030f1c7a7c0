import CVectorKernels

extension LayerWorkspace {
  /// Where the gradient of one image of currents lies in `paddedImage`, and how far apart its rows are.
  private var inner: (base: UnsafeMutablePointer<Float>, pitch: Int) {
    let pitch = plan.paddedImage.width * plan.width
    let (top, left) = (plan.geometry.kernel.height - 1, plan.geometry.kernel.width - 1)
    return (paddedImage.base + top * pitch + left * plan.width, pitch)
  }

  /// Writes the gradient of one image of currents: `delta` itself, or behind a pooling at its winners' places.
  private func placeGradient(row: Int, _ kernels: VectorKernels) {
    let pooled = delta.base + row * plan.neurons
    let currents = plan.geometry.currents
    let (base, pitch) = inner
    if var pool = plan.pool {
      kernels.table.max_unpool(
        &pool,
        pooled,
        winners.base + row * plan.neurons,
        Int32(currents.height),
        Int32(currents.width),
        Int32(plan.width),
        base,
        pitch
      )
    } else {
      let line = currents.width * plan.width
      for y in 0..<currents.height {
        (base + y * pitch).update(from: pooled + y * line, count: line)
      }
    }
  }

  /// Turns the placed gradient of normalised currents into that of the currents before.
  private func normalizeGradient(row: Int, _ kernels: VectorKernels) {
    guard let norm else { return }
    let shape = plan.geometry.currents
    let (base, pitch) = inner
    for y in 0..<shape.height {
      let line = base + y * pitch
      kernels.table.norm_backward(
        Int32(shape.width),
        Int32(plan.width),
        currents.base + (row * plan.currentPositions + y * shape.width) * plan.width,
        line,
        norm.mean.base,
        norm.factor.base,
        norm.offset.base,
        norm.slope.base,
        line
      )
      if plan.trainingGain != 1 {
        kernels.table.scale_rows(
          Int32(shape.width),
          Int32(plan.width),
          plan.trainingGain,
          nil,
          line
        )
      }
    }
  }

  /// Adds the gradient of the weights, image by image, and passes that of the inputs on.
  func convolutionBackward(
    _ state: LayerState,
    previous: LayerWorkspace?,
    samples: Int,
    _ kernels: VectorKernels
  ) {
    guard var convolution = plan.convolution else { return }
    for row in 0..<plan.currentRows(samples: samples) {
      placeGradient(row: row, kernels)
      normalizeGradient(row: row, kernels)
      addWeightGradient(&convolution, row: row, kernels)
      guard let previous else { continue }
      let target =
        plan.routesInputs ? inputGradient.base : previous.delta.base + row * plan.inputWidth
      sendBack(&convolution, state, row: row, to: target, kernels)
      if plan.routesInputs {
        route(target, row: row, sample: row % samples, to: previous, kernels)
      }
    }
  }

  private func addWeightGradient(
    _ convolution: inout vk_convolution,
    row: Int,
    _ kernels: VectorKernels
  ) {
    if plan.hasUnitStride {
      kernels.table.convolve_gradient(
        &convolution,
        input.channelPlaces.base,
        input.channelValues.count > 0 ? UnsafePointer(input.channelValues.base) : nil,
        input.channelLines.base + row * plan.geometry.pooled.channels * plan.geometry.pooled.height,
        paddedImage.base,
        weightGradient.base
      )
    } else {
      kernels.table.convolve_gradient_strided(
        &convolution,
        input.index.base,
        input.valuesBase,
        input.places(ofRow: row),
        paddedImage.base,
        weightGradient.base
      )
    }
  }

  private func sendBack(
    _ convolution: inout vk_convolution,
    _ state: LayerState,
    row: Int,
    to target: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    if plan.spreadsWinners, var pool = plan.pool {
      kernels.table.convolve_backward_winners(
        &convolution,
        &pool,
        delta.base + row * plan.neurons,
        winners.base + row * plan.neurons,
        state.transposed.base,
        Int32(plan.inputPitch),
        scratch.base,
        target
      )
    } else {
      kernels.table.convolve_backward(
        &convolution,
        Int32(plan.channels),
        paddedImage.base,
        state.transposed.base,
        Int32(plan.inputPitch),
        scratch.base,
        target
      )
    }
  }

  /// The sums that the gradient of a normalisation needs; of a dense layer also the gradient itself.
  func normBackward(_ state: LayerState, rows: Int, _ kernels: VectorKernels) {
    guard let norm, let parameters = state.norm else { return }
    let table = kernels.table
    let (positions, width) = (plan.currentPositions, plan.width)
    norm.products.base.update(repeating: 0, count: width)
    if plan.convolution == nil {
      table.norm_products(
        Int32(rows),
        Int32(width),
        currents.base,
        delta.base,
        norm.mean.base,
        norm.products.base
      )
    } else {
      let shape = plan.geometry.currents
      let (base, pitch) = inner
      for row in 0..<rows {
        placeGradient(row: row, kernels)
        for y in 0..<shape.height {
          table.norm_products(
            Int32(shape.width),
            Int32(width),
            currents.base + (row * positions + y * shape.width) * width,
            base + y * pitch,
            norm.mean.base,
            norm.products.base
          )
        }
      }
    }
    if plan.neuron.is_synaptic != 0 {
      table.column_sums(
        Int32(rows * plan.positions),
        Int32(width),
        delta.base,
        width,
        norm.currentSum.base
      )
    }
    norm.prepareBackward(
      parameters,
      rows: rows * positions,
      shiftGradient: biasGradient.base
    )
    guard plan.convolution == nil else { return }
    table.norm_backward(
      Int32(rows),
      Int32(width),
      currents.base,
      delta.base,
      norm.mean.base,
      norm.factor.base,
      norm.offset.base,
      norm.slope.base,
      delta.base
    )
  }
}
