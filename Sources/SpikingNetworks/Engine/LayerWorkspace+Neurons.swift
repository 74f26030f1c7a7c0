import CVectorKernels

/// The forward pass of the neurons; what it leaves behind is in real units, of integers too.
extension LayerWorkspace {
  /// Runs all steps at once on the sums at `current`.
  func runNeurons(
    _ state: LayerState,
    samples: Int,
    current: UnsafeMutablePointer<Float>,
    _ kernels: VectorKernels
  ) {
    // Sums behind a pooling were brought into their width before it.
    if plan.pool == nil {
      let count = plan.currentRows(samples: samples) * plan.neurons
      state.integers?.boundSums(count, current, kernels)
    }
    if plan.rectifies { return rectify(state, samples: samples, current: current, kernels) }
    var rows = NeuronPass.Rows(
      steps: steps,
      count: samples * plan.neurons,
      current: current,
      isConstant: plan.hasConstantCurrent,
      membrane: membrane.base,
      total: total.count > 0 ? total.base : nil
    )
    guard plan.fires else { return pass(state).integrate(rows, kernels) }
    rows.rise = riseBase
    rows.last = last.count > 0 ? last.base : nil
    spikeCount = pass(state).fire(rows, kernels)
  }

  /// Step by step: the spikes of a step enter the sums of the next one.
  func runRecurrentNeurons(_ state: LayerState, samples: Int, _ kernels: VectorKernels) {
    let pass = pass(state, stepByStep: true)
    let all = samples * plan.neurons
    spikeCount = 0
    if total.count > 0 { total.base.update(repeating: 0, count: all) }
    for step in 0..<steps {
      let u = membrane.base + step * all
      if plan.hasConstantCurrent { u.update(from: constantCurrent.base, count: all) }
      if step > 0 {
        recurrent?.addCurrents(membrane: u - all, samples: samples, state, to: u, kernels)
      }
      state.integers?.boundSums(all, u, kernels)
      let rows = NeuronPass.Rows(
        steps: 1,
        count: all,
        current: u,
        membrane: u,
        rise: riseBase.map { $0 + step * all },
        last: last.count > 0 ? last.base : nil
      )
      spikeCount += pass.fire(rows, kernels)
      countSpikes(u, state, count: all)
    }
    if forTraining {
      recurrent?.loadAll(membrane: membrane.base, rows: (steps - 1) * samples, state, kernels)
    }
  }

  /// - Parameter stepByStep: Whether steps run one by one and hand their state on, from 0.
  private func pass(_ state: LayerState, stepByStep: Bool = false) -> NeuronPass {
    if let integers = state.integers {
      return .integers(integers.neuron, carry: stepByStep ? freshIntegerCarry() : nil)
    }
    var neuron = state.neuron
    if let norm, plan.neuron.is_synaptic != 0 { neuron.bias = UnsafePointer(norm.constant.base) }
    return .floats(neuron, carry: stepByStep ? freshCarry() : nil)
  }

  /// The carried state of integers as the kernels take it, set to 0.
  private func freshIntegerCarry() -> vk_integer_carry {
    for buffer in carriedIntegers { buffer.clear() }
    func base(_ part: Int) -> UnsafeMutablePointer<Int32>? {
      carriedIntegers[part].count > 0 ? carriedIntegers[part].base : nil
    }
    return vk_integer_carry(v: base(0), i: base(1), a: base(2))
  }

  /// Adds the spikes of one step to `total`, where it is wanted.
  private func countSpikes(_ u: UnsafePointer<Float>, _ state: LayerState, count: Int) {
    guard total.count > 0 else { return }
    let (thresholds, total) = (state.thresholds, total.base)
    for row in stride(from: 0, to: count, by: plan.width) {
      for lane in 0..<plan.width {
        total[row + lane] += u[row + lane] >= thresholds[lane] ? 1 : 0
      }
    }
  }
}
