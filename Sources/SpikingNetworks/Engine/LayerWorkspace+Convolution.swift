import CVectorKernels

extension LayerWorkspace {
  /// The gradient of one image of currents: `delta` itself, or behind a pooling its winners' places.
  private func currentGradient(row: Int, _ kernels: VectorKernels) -> UnsafeMutablePointer<Float> {
    let pooled = delta.base + row * plan.neurons
    guard var pool = plan.pool else { return pooled }
    let currents = plan.geometry.currents
    kernels.table.max_unpool(
      &pool,
      pooled,
      winners.base + row * plan.neurons,
      Int32(currents.height),
      Int32(currents.width),
      Int32(plan.width),
      image.base
    )
    return image.base
  }

  /// Adds the gradient of the weights, image by image, and passes that of the inputs on.
  func convolutionBackward(
    _ state: LayerState,
    previous: LayerWorkspace?,
    samples: Int,
    _ kernels: VectorKernels
  ) {
    guard var convolution = plan.convolution else { return }
    let table = kernels.table
    let (positions, width) = (Int32(plan.currentPositions), Int32(plan.width))
    for row in 0..<plan.currentRows(samples: samples) {
      var gradient = currentGradient(row: row, kernels)
      if let norm {
        table.norm_backward(
          positions,
          width,
          currents.base + row * plan.currentPositions * plan.width,
          gradient,
          norm.mean.base,
          norm.factor.base,
          norm.offset.base,
          norm.slope.base,
          image.base
        )
        gradient = image.base
        if plan.trainingGain != 1 {
          table.scale_rows(positions, width, plan.trainingGain, nil, gradient)
        }
      }
      table.convolve_events_gradient(
        &convolution,
        input.index.base,
        input.valuesBase,
        input.places(ofRow: row),
        gradient,
        weightGradient.base
      )
      guard let previous else { continue }
      let target =
        plan.routesInputs ? inputGradient.base : previous.delta.base + row * plan.inputWidth
      if plan.spreadsWinners, var pool = plan.pool {
        table.convolve_backward_winners(
          &convolution,
          &pool,
          delta.base + row * plan.neurons,
          winners.base + row * plan.neurons,
          state.transposed.base,
          Int32(plan.inputPitch),
          target
        )
      } else {
        table.convolve_backward(
          &convolution,
          gradient,
          state.transposed.base,
          Int32(plan.inputPitch),
          paddedImage.base,
          target
        )
      }
      if plan.routesInputs {
        route(target, row: row, sample: row % samples, to: previous, kernels)
      }
    }
  }

  /// The sums that the gradient of a normalisation needs; of a dense layer also the gradient itself.
  func normBackward(_ state: LayerState, rows: Int, _ kernels: VectorKernels) {
    guard let norm, let parameters = state.norm else { return }
    let table = kernels.table
    let (positions, width) = (plan.currentPositions, plan.width)
    norm.products.base.update(repeating: 0, count: width)
    for row in 0..<rows {
      table.norm_products(
        Int32(positions),
        Int32(width),
        currents.base + row * positions * width,
        currentGradient(row: row, kernels),
        norm.mean.base,
        norm.products.base
      )
    }
    norm.prepareBackward(
      parameters,
      rows: rows * positions,
      sumOfGradients: biasGradient.base
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
