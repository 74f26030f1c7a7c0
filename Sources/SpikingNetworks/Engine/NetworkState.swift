/// The parameters of a network in the kernels' form.
struct NetworkState: Sendable {
  let layers: [LayerState]

  init(_ plan: ExecutionPlan, _ parameters: NetworkParameters, forTraining: Bool) {
    layers = zip(plan.layers, parameters.layers).map { plan, parameters in
      LayerState(plan, parameters, forTraining: forTraining)
    }
  }

  /// The parameters without padding.
  var parameters: NetworkParameters { NetworkParameters(layers: layers.map(\.parameters)) }
}
