import CVectorKernels

extension LayerWorkspace {
  /// The gradient of the currents that the synapses made, rows as `input` has them.
  var synapseDelta: UnsafePointer<Float> {
    // The delta of a recurrent layer keeps its steps; their sum then lies where the current lay.
    if plan.hasConstantCurrent && recurrent != nil { return UnsafePointer(constantCurrent.base) }
    return UnsafePointer(scaledDelta.count > 0 ? scaledDelta.base : delta.base)
  }

  /// Turns dL/ds, in `delta` or the same in every step in `readoutGradient`, into the gradients of the
  /// layer's own numbers and, in `previous`, dL/ds of the layer before.
  ///
  /// - Parameter next: The layer above and its parameters, from which a layer that fetches dL/ds has it.
  func backward(
    _ state: LayerState,
    previous: LayerWorkspace?,
    next: (layer: LayerWorkspace, state: LayerState)?,
    readoutGradient: UnsafePointer<Float>?,
    lastStepOnly: Bool,
    activity: Float,
    samples: Int,
    _ kernels: VectorKernels
  ) {
    biasGradient.clear()
    betaGradient.clear()
    thresholdGradient.clear()
    weightGradient.clear()
    if let recurrent = state.recurrent {
      neuronsBackwardStepwise(
        state,
        recurrent,
        readoutGradient: readoutGradient,
        activity: activity,
        samples: samples,
        kernels
      )
    } else if plan.rectifies {
      rectifiersBackward(state, activity: activity, samples: samples, kernels)
    } else if let next, plan.fetchedSamples > 0 {
      neuronsBackward(state, fetchingFrom: next, activity: activity, samples: samples, kernels)
    } else {
      neuronsBackward(
        state,
        readoutGradient: readoutGradient,
        lastStepOnly: lastStepOnly,
        activity: activity,
        samples: samples,
        kernels
      )
    }
    synapsesBackward(state, previous: previous, samples: samples, kernels)
  }

  var gradients: vk_neuron_gradient {
    let neuron = plan.spec.neuron
    return vk_neuron_gradient(
      bias: biasGradient.base,
      beta: neuron.betaTuning.isTrained ? betaGradient.base : nil,
      threshold: neuron.firing?.thresholdTuning.isTrained == true ? thresholdGradient.base : nil
    )
  }

  func neuron(_ state: LayerState) -> vk_neuron {
    var neuron = state.neuron
    neuron.cost = cost.base[0] == 0 ? nil : UnsafePointer(cost.base)
    neuron.own_cost = hasOwnCosts ? UnsafePointer(ownCosts.base) : nil
    if let membraneCost {
      neuron.membrane_cost = Float(membraneCost.factor)
      neuron.membrane_lower = membraneCost.lower
      neuron.membrane_upper = membraneCost.upper
    }
    return neuron
  }

  private func neuronsBackward(
    _ state: LayerState,
    readoutGradient: UnsafePointer<Float>?,
    lastStepOnly: Bool,
    activity: Float,
    samples: Int,
    _ kernels: VectorKernels
  ) {
    var (neuron, gradients) = (neuron(state), gradients)
    let all = samples * plan.neurons
    let isConstant = plan.hasConstantCurrent
    guard plan.fires else {
      guard let readoutGradient else { preconditionFailure("only the last layer never fires") }
      kernels.table.integrator_backward(
        &neuron,
        Int32(steps),
        all,
        membrane.base,
        all,
        readoutGradient,
        lastStepOnly ? 1 : 0,
        isConstant ? nil : delta.base,
        all,
        isConstant ? delta.base : nil,
        &gradients
      )
      return
    }
    kernels.table.lif_backward(
      &neuron,
      Int32(steps),
      all,
      membrane.base,
      all,
      riseBase,
      readoutGradient ?? UnsafePointer(delta.base),
      readoutGradient == nil ? all : 0,
      activity,
      nil,
      0,
      isConstant ? nil : delta.base,
      all,
      isConstant ? delta.base : nil,
      &gradients
    )
  }

  /// From the last step to the first: the gradient of a step's currents reaches the spikes before it.
  private func neuronsBackwardStepwise(
    _ state: LayerState,
    _ recurrent: ParameterArray,
    readoutGradient: UnsafePointer<Float>?,
    activity: Float,
    samples: Int,
    _ kernels: VectorKernels
  ) {
    var (neuron, gradients) = (neuron(state), gradients)
    var carry = freshCarry()
    let all = samples * plan.neurons
    for step in (0..<steps).reversed() {
      let g = delta.base + step * all
      if let readoutGradient { g.update(from: readoutGradient, count: all) }
      if step + 1 < steps {
        kernels.table.gemm(
          Int32(samples),
          Int32(plan.width),
          Int32(plan.channels),
          g + all,
          plan.width,
          1,
          state.recurrentTransposed.base,
          plan.width,
          g,
          plan.width,
          g,
          plan.width
        )
      }
      kernels.table.lif_backward(
        &neuron,
        1,
        all,
        membrane.base + step * all,
        all,
        riseBase.map { $0 + step * all },
        g,
        all,
        activity,
        &carry,
        step > 0 ? 1 : 0,
        g,
        all,
        nil,
        &gradients
      )
    }
    guard plan.hasConstantCurrent else { return }
    constantCurrent.base.update(repeating: 0, count: all)
    for step in 0..<steps {
      let row = delta.base + step * all
      for index in 0..<all { constantCurrent.base[index] += row[index] }
    }
  }

  private func synapsesBackward(
    _ state: LayerState,
    previous: LayerWorkspace?,
    samples: Int,
    _ kernels: VectorKernels
  ) {
    let rows = plan.currentRows(samples: samples)
    let gain = plan.trainingGain
    let table = kernels.table
    if norm != nil { normBackward(state, rows: rows, kernels) }
    if gain != 1, norm == nil {
      var target = delta.base
      if plan.hasConstantCurrent && recurrent != nil {
        target = constantCurrent.base
      } else if scaledDelta.count > 0 {
        target = scaledDelta.base
        target.update(from: delta.base, count: rows * plan.neurons)
      }
      table.scale_rows(Int32(rows * plan.positions), Int32(plan.width), gain, nil, target)
    }
    guard plan.convolution == nil else {
      return convolutionBackward(state, previous: previous, samples: samples, kernels)
    }
    if norm != nil, gain != 1 {
      table.scale_rows(Int32(rows), Int32(plan.width), gain, nil, delta.base)
    }
    if packedDelta.count > 0, input.eventCount != nil {
      table.pack_panels(
        Int32(rows),
        Int32(plan.width),
        Int32(plan.panel),
        synapseDelta,
        packedDelta.base
      )
    }
    guard let previous, previous.plan.fetchedSamples == 0 else { return }
    if plan.routesInputs {
      for step in 0..<steps {
        let target = inputGradient.base
        denseInputGradient(state, firstRow: step * samples, rows: samples, to: target, kernels)
        for sample in 0..<samples {
          route(
            target + sample * plan.inputWidth,
            row: step * samples + sample,
            sample: sample,
            to: previous,
            kernels
          )
        }
      }
    } else {
      denseInputGradient(state, firstRow: 0, rows: rows, to: previous.delta.base, kernels)
    }
  }

  func denseInputGradient(
    _ state: LayerState,
    firstRow: Int,
    rows: Int,
    to target: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    kernels.table.gemm(
      Int32(rows),
      Int32(plan.inputWidth),
      Int32(plan.channels),
      synapseDelta + firstRow * plan.width,
      plan.width,
      1,
      state.transposed.base,
      plan.inputWidth,
      nil,
      0,
      target,
      plan.inputWidth
    )
  }

  /// Passes the gradient of one image's inputs through dropout and pooling to the neurons before.
  func route(
    _ gradient: UnsafePointer<Float>,
    row: Int,
    sample: Int,
    to previous: LayerWorkspace,
    _ kernels: VectorKernels
  ) {
    guard var map = plan.map else { return }
    kernels.table.unpool_spikes(
      &map,
      gradient,
      previous.membrane.base + row * previous.plan.neurons,
      mask.count > 0 ? mask.base + sample * plan.inputWidth : nil,
      previous.delta.base + row * previous.plan.neurons
    )
  }
}
