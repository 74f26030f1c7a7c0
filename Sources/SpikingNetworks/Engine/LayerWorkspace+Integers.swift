import CVectorKernels

/// The forward pass of the neurons in integers; what it leaves behind is in real units, as in a
/// float network.
extension LayerWorkspace {
  /// Runs the neurons on the sums at `current`, integers before their width and their guard bits.
  func runIntegerNeurons(
    _ state: LayerState,
    _ integers: IntegerLayerState,
    samples: Int,
    current: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    guard state.recurrent == nil else {
      return runRecurrentIntegerNeurons(state, integers, samples: samples, kernels)
    }
    var neuron = integers.neuron
    let all = samples * plan.neurons
    // Sums behind a pooling were brought into their width before it.
    if plan.pool == nil {
      integers.boundSums(plan.currentRows(samples: samples) * plan.neurons, current, kernels)
    }
    guard plan.fires else {
      kernels.table.integrator_forward_integer(
        &neuron,
        Int32(steps),
        all,
        current,
        plan.hasConstantCurrent ? 0 : all,
        membrane.base,
        all,
        total.base
      )
      return
    }
    spikeCount = kernels.table.lif_forward_integer(
      &neuron,
      Int32(steps),
      all,
      current,
      plan.hasConstantCurrent ? 0 : all,
      membrane.base,
      all,
      riseBase,
      nil,
      total.count > 0 ? total.base : nil,
      last.count > 0 ? last.base : nil
    )
  }

  /// Step by step: the spikes of a step enter the sums of the next one.
  private func runRecurrentIntegerNeurons(
    _ state: LayerState,
    _ integers: IntegerLayerState,
    samples: Int,
    _ kernels: VectorKernels
  ) {
    var neuron = integers.neuron
    for buffer in carriedIntegers { buffer.clear() }
    func carriedBase(_ part: Int) -> UnsafeMutablePointer<Int32>? {
      carriedIntegers[part].count > 0 ? carriedIntegers[part].base : nil
    }
    var carry = vk_integer_carry(v: carriedBase(0), i: carriedBase(1), a: carriedBase(2))
    let all = samples * plan.neurons
    spikeCount = 0
    if total.count > 0 { total.base.update(repeating: 0, count: all) }
    for step in 0..<steps {
      let u = membrane.base + step * all
      if plan.hasConstantCurrent { u.update(from: constantCurrent.base, count: all) }
      if step > 0 {
        recurrent?.addCurrents(membrane: u - all, samples: samples, state, to: u, kernels)
      }
      integers.boundSums(all, u, kernels)
      spikeCount += kernels.table.lif_forward_integer(
        &neuron,
        1,
        all,
        u,
        all,
        u,
        all,
        riseBase.map { $0 + step * all },
        &carry,
        nil,
        last.count > 0 ? last.base : nil
      )
      countSpikes(u, state, count: all)
    }
    if forTraining {
      recurrent?.loadAll(membrane: membrane.base, rows: (steps - 1) * samples, state, kernels)
    }
  }

  /// Adds the spikes of one step to `total`, where it is wanted.
  func countSpikes(_ u: UnsafePointer<Float>, _ state: LayerState, count: Int) {
    guard total.count > 0 else { return }
    for index in 0..<count where u[index] >= state.thresholds[index % plan.width] {
      total.base[index] += 1
    }
  }
}
