import CVectorKernels

extension LayerPlan {
  /// Half of an L2 cache: what is fetched shares it with membranes.
  private static let fetchedBytes = 512 << 10

  /// How many samples of `bytes` bytes layer `index` fetches at once; 0: the layer above sends them.
  static func fetchedSamples(
    _ spec: NetworkSpec,
    _ geometries: [LayerGeometry],
    _ index: Int,
    bytes: Int
  ) -> Int {
    fetches(spec, geometries, index) ? max(1, fetchedBytes / bytes) : 0
  }

  /// Whether nothing but a dense product lies between layer `index` and the synapses above it.
  private static func fetches(
    _ spec: NetworkSpec,
    _ geometries: [LayerGeometry],
    _ index: Int
  ) -> Bool {
    guard index + 1 < spec.layers.count, spec.layers[index].neuron.firing != nil,
      !spec.layers[index].isRecurrent
    else { return false }
    let next = spec.layers[index + 1]
    guard case .dense = next.connection else { return false }
    return next.dropout == 0 && geometries[index + 1].inputWindow.area == 1
  }
}

extension LayerWorkspace {
  /// Some samples at a time, so that their dL/ds is used before it leaves the cache.
  func neuronsBackward(
    _ state: LayerState,
    fetchingFrom next: (layer: LayerWorkspace, state: LayerState),
    activity: Float,
    samples: Int,
    _ kernels: VectorKernels
  ) {
    var (neuron, gradients) = (neuron(state), gradients)
    let all = samples * plan.neurons
    let isConstant = plan.hasConstantCurrent
    for first in stride(from: 0, to: samples, by: plan.fetchedSamples) {
      let count = min(plan.fetchedSamples, samples - first) * plan.neurons
      for step in 0..<steps {
        next.layer.denseInputGradient(
          next.state,
          firstRow: step * samples + first,
          rows: count / plan.neurons,
          to: fetched.base + step * count,
          kernels
        )
      }
      let place = first * plan.neurons
      neuron.own_cost = hasOwnCosts ? UnsafePointer(ownCosts.base + place) : nil
      kernels.table.lif_backward(
        &neuron,
        Int32(steps),
        count,
        membrane.base + place,
        all,
        riseBase.map { $0 + place },
        fetched.base,
        count,
        activity,
        nil,
        0,
        isConstant ? nil : delta.base + place,
        all,
        isConstant ? delta.base + place : nil,
        &gradients
      )
    }
  }
}
