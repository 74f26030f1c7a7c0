/// The parameters of a network in the kernels' form.
struct NetworkState: Sendable {
  let layers: [LayerState]

  init(_ plan: ExecutionPlan, _ parameters: NetworkParameters, forTraining: Bool) {
    layers = zip(plan.layers, parameters.layers).map { layer, parameters in
      LayerState(layer, parameters, forTraining: forTraining, kernels: plan.kernels)
    }
  }

  /// The parameters without padding.
  var parameters: NetworkParameters { NetworkParameters(layers: layers.map(\.parameters)) }
}
