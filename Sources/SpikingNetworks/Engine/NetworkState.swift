/// The parameters of a network in the kernels' form.
struct NetworkState: Sendable {
  let layers: [LayerState]

  init(_ plan: ExecutionPlan, _ parameters: NetworkParameters, forTraining: Bool) {
    layers = plan.layers.indices.map { index in
      LayerState(
        plan.layers[index],
        parameters.layers[index],
        isFirst: index == 0,
        forTraining: forTraining
      )
    }
  }

  /// The parameters without padding.
  var parameters: NetworkParameters { NetworkParameters(layers: layers.map(\.parameters)) }
}
