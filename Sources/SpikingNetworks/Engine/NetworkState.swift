/// The parameters of a network in the kernels' form.
struct NetworkState: Sendable {
  let layers: [LayerState]

  /// - Parameter learnedScales: The scales of each layer's weights where training moves them, else nil.
  init(
    _ plan: ExecutionPlan,
    _ parameters: NetworkParameters,
    forTraining: Bool,
    learnedScales: [[Double]]? = nil
  ) {
    layers = plan.layers.indices.map { index in
      LayerState(
        plan.layers[index],
        parameters.layers[index],
        forTraining: forTraining,
        learnedScales: learnedScales?[index],
        kernels: plan.kernels
      )
    }
  }

  /// The parameters without padding.
  var parameters: NetworkParameters { NetworkParameters(layers: layers.map(\.parameters)) }
}
