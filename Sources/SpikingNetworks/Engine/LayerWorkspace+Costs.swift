import CVectorKernels

/// What the spikes and membranes of a batch cost, beside what the layers above say of them.
///
/// `setCost` and `clearCosts` begin a batch; the costs must stand before `backward`.
extension LayerWorkspace {
  /// The spikes of each neuron over all steps, or its activation, [samples][neurons], lanes of padding 0.
  ///
  /// The workspace must count spikes, and `forward` must have run.
  var spikeCounts: UnsafePointer<Float> {
    precondition(plan.emits && total.count > 0, "spikes of layer \(plan.index) are not counted")
    return UnsafePointer(total.base)
  }

  /// Sets what is added to the gradient of every spike of every neuron.
  func setCost(_ value: Float) {
    for index in 0..<cost.count {
      cost.base[index] = index % plan.width < plan.channels ? value : 0
    }
  }

  /// What the membranes of `samples` samples cost, without the factor of `membraneCost`.
  func membraneExcess(_ state: LayerState, samples: Int, _ kernels: VectorKernels) -> Double {
    var neuron = neuron(state)
    let all = samples * plan.neurons
    return kernels.table.membrane_excess(&neuron, Int32(steps), all, membrane.base, all, riseBase)
  }

  /// Takes back what `addCosts` added.
  func clearCosts() {
    hasOwnCosts = false
  }

  /// Adds to the costs of the neurons in each of `samples` samples.
  ///
  /// - Parameter add: Adds dL/dn, n the spikes of a neuron in a sample, to what it finds: [samples][neurons].
  ///   It must leave lanes of padding, the channels from `plan.channels` to `plan.width`, at 0.
  func addCosts(samples: Int, _ add: (UnsafeMutablePointer<Float>) -> Void) {
    let count = samples * plan.neurons
    precondition(count <= ownCosts.count, "spikes of layer \(plan.index) are not counted")
    if !hasOwnCosts { ownCosts.base.update(repeating: 0, count: count) }
    hasOwnCosts = true
    add(ownCosts.base)
  }
}
