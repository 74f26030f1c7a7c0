extension ExecutionPlan {
  /// The number of synapses that leave the neurons of `layer`.
  func synapses(leaving layer: Int) -> Double { fanOuts[layer].reduce(0.0) { $0 + Double($1) } }

  /// What one neuron of each of `layers` counts for in a mean over them, or in the mean of the layers' means.
  func neuronWeights(_ layers: [Int], _ scope: PenaltyScope) -> [(layer: Int, weight: Double)] {
    let neurons = layers.map { Double(fanOuts[$0].count) }
    let all = neurons.reduce(0, +)
    return zip(layers, neurons).map { layer, neurons in
      switch scope {
      case .network: (layer, 1 / all)
      case .layer: (layer, 1 / (neurons * Double(layers.count)))
      }
    }
  }
}
