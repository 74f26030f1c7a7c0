@testable import SpikingNetworks

/// 4 inputs, 6 and 5 hidden neurons, 3 outputs, 2 steps: 2 * (6 * 5 + 5 * 3) = 90 operations at most.
enum PenaltyPlan {
  static let layers = ["dense1", "dense2", "dense3"]

  static var plan: ExecutionPlan {
    let firing = FiringSpec(threshold: 1, reset: .subtract)
    let layers = zip(layers, [6, 5, 3]).map { name, units in
      LayerSpec(
        name: name,
        connection: .dense(units: units, bias: false),
        neuron: NeuronSpec(beta: 1, firing: firing)
      )
    }
    let input = InputSpec(
      shape: SampleShape(height: 2, width: 2),
      coding: .direct,
      bits: 1,
      timesteps: 2
    )
    return ExecutionPlan(
      NetworkSpec(input: input, layers: layers, readout: .spikeCount),
      kernels: .best
    )
  }

  /// A shard in which the neurons of the hidden layers fired so often, [layer][sample][neuron].
  static func workspace(_ counts: [[[Int]]]) -> ShardWorkspace {
    let samples = counts[0].count
    let workspace = ShardWorkspace(
      plan,
      capacity: samples,
      forTraining: true,
      countsSpikes: true
    )
    workspace.begin(samples: samples)
    for (layer, samples) in zip(workspace.layers, counts) {
      for (sample, counts) in samples.enumerated() {
        let row = layer.total.base + sample * layer.plan.neurons
        for (neuron, count) in counts.enumerated() { row[neuron] = Float(count) }
      }
    }
    return workspace
  }

  /// What spikes of each neuron of `layer` cost in `sample`; empty if nothing was added.
  static func costs(_ workspace: ShardWorkspace, layer: Int, sample: Int) -> [Float] {
    let layer = workspace.layers[layer]
    guard layer.hasOwnCosts else { return [] }
    let row = layer.ownCosts.base + sample * layer.plan.neurons
    return (0..<layer.plan.channels).map { row[$0] }
  }

  /// Whether lanes without a neuron cost nothing.
  static func leavesPadding(_ workspace: ShardWorkspace) -> Bool {
    workspace.layers.allSatisfy { layer in
      !layer.hasOwnCosts
        || (0..<workspace.samples * layer.plan.neurons).allSatisfy {
          $0 % layer.plan.width < layer.plan.channels || layer.ownCosts.base[$0] == 0
        }
    }
  }
}
