import CVectorKernels

extension LayerState {
  /// The weights that forward passes multiply with: the parameters, or the integers derived from
  /// them.
  var forwardWeights: UnsafePointer<Float> {
    if let integers, integers.weights.count > 0 { return UnsafePointer(integers.weights.base) }
    return UnsafePointer(weights.values.base)
  }

  /// The same of the recurrent weights; nil without recurrence.
  var forwardRecurrent: UnsafePointer<Float>? {
    if let integers, integers.recurrent.count > 0 {
      return UnsafePointer(integers.recurrent.base)
    }
    return recurrent.map { UnsafePointer($0.values.base) }
  }

  /// Takes over the integers `form` and brings all that passes read up to date.
  func adopt(_ form: IntegerLayerForm, _ kernels: VectorKernels) {
    guard let integers else { preconditionFailure("a float network has no integers") }
    integers.adopt(form)
    for index in 0..<dynamics[0].count {
      dynamics[0].base[index] = integers.beta(index % plan.width)
      dynamics[1].base[index] = integers.threshold(index % plan.width)
    }
    refreshWeights(0..<plan.weightRows, kernels)
    if recurrentTransposed.count > 0 { transposeRecurrent(0..<plan.channels) }
  }
}

extension NetworkState {
  /// Creates the network of integers `forms` for inference.
  init(_ plan: ExecutionPlan, integers forms: [IntegerLayerForm], workers: WorkerPool) {
    precondition(plan.computesIntegers && forms.count == plan.layers.count)
    let parameters = forms.map {
      LayerParameters(weights: $0.weights, bias: [], recurrentWeights: $0.scaledRecurrentWeights)
    }
    self.init(plan, NetworkParameters(layers: parameters), forTraining: false)
    adopt(forms, workers: workers, plan.kernels)
  }

  /// Takes over the integers of all layers.
  func adopt(_ forms: [IntegerLayerForm], workers: WorkerPool, _ kernels: VectorKernels) {
    let layers = layers
    workers.run(layers.count) { layers[$0].adopt(forms[$0], kernels) }
  }
}
