/// The counts of an evaluation while workers write them, each those of other samples.
struct ActivityBuffer: @unchecked Sendable {
  private let spikes: UnsafeMutableBufferPointer<Int>
  private let operations: UnsafeMutableBufferPointer<Int>
  private let inputs: UnsafeMutableBufferPointer<Int>
  private let inputOperations: UnsafeMutableBufferPointer<Int>
  private let layerCount: Int

  /// Calls `body` with the room of `activity`.
  static func with(_ activity: inout SampleActivity, _ body: (ActivityBuffer) -> Void) {
    let layers = activity.layerCount
    activity.spikes.withUnsafeMutableBufferPointer { spikes in
      activity.operations.withUnsafeMutableBufferPointer { operations in
        activity.inputs.withUnsafeMutableBufferPointer { inputs in
          activity.inputOperations.withUnsafeMutableBufferPointer { inputOperations in
            body(
              ActivityBuffer(
                spikes: spikes,
                operations: operations,
                inputs: inputs,
                inputOperations: inputOperations,
                layerCount: layers
              )
            )
          }
        }
      }
    }
  }

  /// Adds what the layers of `workspace` did in its last pass, whose samples are those from `first` on.
  ///
  /// The inputs are not among it: a pass over encoded samples does not keep them.
  func addLayers(of workspace: ShardWorkspace, first: Int) {
    let plan = workspace.plan
    for (index, layer) in workspace.layers.enumerated() where layer.plan.emits {
      let neurons = plan.fanOuts[index].count
      for slot in 0..<workspace.samples {
        let (fired, reached) = layer.activity(slot: slot, plan.fanOuts[index])
        let place = (first + slot) * layerCount + index
        let own = layer.plan.spec.isRecurrent ? fired * neurons : 0
        spikes[place] += fired
        operations[place] += own
        if index + 1 < layerCount { operations[place + 1] += reached - own }
      }
    }
  }

  /// Adds `count` inputs of sample `sample`, each with `synapses` behind it.
  func addInputs(_ count: Int, synapses: Int, sample: Int) {
    inputs[sample] += count
    inputOperations[sample] += count * synapses
  }
}

extension LayerWorkspace {
  /// The spikes of one sample, or its activations that are not 0, and the synapses behind them, by `fanOut`
  /// [neuron]; needs `total`.
  fileprivate func activity(slot: Int, _ fanOut: [Int32]) -> (spikes: Int, operations: Int) {
    var (spikes, operations) = (0, 0)
    for place in 0..<plan.positions {
      let row = total.base + slot * plan.neurons + place * plan.width
      for channel in 0..<plan.channels {
        let count = plan.rectifies ? (row[channel] > 0 ? 1 : 0) : Int(row[channel])
        spikes += count
        operations += count * Int(fanOut[place * plan.channels + channel])
      }
    }
    return (spikes, operations)
  }
}
