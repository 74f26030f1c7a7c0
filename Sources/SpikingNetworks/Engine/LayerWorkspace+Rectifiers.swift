import CVectorKernels

/// Rectifiers, which have no state: the one step of their network is all there is.
extension LayerWorkspace {
  /// Runs rectifiers on the sums at `current`; `membrane` takes the currents, `total` the activations.
  func rectify(
    _ state: LayerState,
    samples: Int,
    current: UnsafePointer<Float>,
    _ kernels: VectorKernels
  ) {
    var neuron = state.neuron
    spikeCount = kernels.table.relu_forward(
      &neuron,
      samples * plan.neurons,
      current,
      membrane.base,
      total.count > 0 ? total.base : nil,
      &activationSum
    )
  }

  /// The sum of the squares of the activations of the current batch.
  func squaredActivations(samples: Int) -> Double {
    let floors = plan.spec.neuron.rectifier == .floor
    return (0..<samples * plan.neurons).reduce(0.0) { sum, neuron in
      let u = Double(max(0, membrane.base[neuron]))
      let y = floors ? u.rounded(.down) : u
      return sum + y * y
    }
  }

  /// Turns dL/dy in `delta` into dL/dI.
  func rectifiersBackward(
    _ state: LayerState,
    activity: Float,
    samples: Int,
    _ kernels: VectorKernels
  ) {
    var (neuron, gradients) = (neuron(state), gradients)
    kernels.table.relu_backward(
      &neuron,
      samples * plan.neurons,
      membrane.base,
      delta.base,
      activity,
      delta.base,
      &gradients
    )
  }
}
