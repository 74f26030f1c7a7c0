/// The pruning of one training: the mask, and the network that it holds for.
///
/// A pruned number is 0 and so is its gradient with all that the optimizer remembers of it, so that steps of
/// every rule leave it 0.
struct Pruner {
  private let plan: PruningPlan
  private(set) var mask: PruningMask

  /// Creates a pruning that has taken nothing away yet.
  init(_ plan: PruningPlan) {
    self.plan = plan
    mask = PruningMask(unitCounts: plan.unitCounts)
  }

  /// Prunes what epoch `epoch`, from 0, of `epochs` lacks in `network`.
  mutating func begin(
    epoch: Int,
    of epochs: Int,
    _ network: NetworkState,
    _ kernels: VectorKernels
  ) {
    let counts = plan.prunedCounts(inEpoch: epoch, of: epochs)
    guard counts != mask.counts else { return }
    prune(network, plan.growing(mask, to: counts, by: network.parameters), kernels)
  }

  /// Prunes `network` as a checkpoint says.
  mutating func restore(
    _ mask: PruningMask,
    _ network: NetworkState,
    _ kernels: VectorKernels
  ) {
    prune(network, mask, kernels)
  }

  private mutating func prune(
    _ network: NetworkState,
    _ mask: PruningMask,
    _ kernels: VectorKernels
  ) {
    self.mask = mask
    for (index, layer) in network.layers.enumerated() {
      layer.prune(plan.prunedNumbers(ofLayer: index, mask), kernels)
    }
  }

  /// The channels that are pruned, [layer][channel], empty for a layer that keeps all; nil if synapses are pruned.
  var removedChannels: [[Bool]]? { plan.pruning.kind == .channels ? mask.layers : nil }
}

extension LayerState {
  /// Sets `numbers` to 0 for the rest of the training, with their averages and the optimizer's memory.
  fileprivate func prune(_ numbers: PrunedNumbers, _ kernels: VectorKernels) {
    func mark(_ array: ParameterArray, _ place: Int) { array.pruned.base[place] = 1 }
    for (index, isPruned) in numbers.weights.enumerated() where isPruned {
      mark(
        weights,
        plan.weightPlace(
          row: index / plan.geometry.groupOutputs,
          column: plan.geometry.channel(ofWeight: index)
        )
      )
    }
    if let recurrent {
      for (index, isPruned) in numbers.recurrentWeights.enumerated() where isPruned {
        mark(recurrent, index / plan.channels * plan.width + index % plan.channels)
      }
    }
    for (channel, isPruned) in numbers.channels.enumerated() where isPruned {
      mark(bias, channel)
      if let norm {
        mark(norm.scale, channel)
        mark(norm.shift, channel)
      }
    }
    for array in arrays {
      for buffer in [array.values, array.gradient, array.first, array.second, array.average] {
        array.clearPruned(buffer, 0..<array.count)
      }
    }
    refresh(kernels)
  }
}
