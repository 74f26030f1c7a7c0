/// The spikes of each neuron in all samples of a batch.
struct BatchActivity: Sendable {
  /// [neurons] of each layer, padding included, of rectifiers sums of activations; empty where nothing is handed on.
  private(set) var spikes: [[Double]]
  /// The number of samples.
  private(set) var samples = 0

  /// Creates the activity of no samples.
  init(_ plan: ExecutionPlan) {
    spikes = plan.layers.map { Array(repeating: 0, count: $0.emits ? $0.neurons : 0) }
  }

  /// Forgets all samples.
  mutating func clear() {
    for layer in spikes.indices {
      for neuron in spikes[layer].indices { spikes[layer][neuron] = 0 }
    }
    samples = 0
  }

  /// Adds the spikes of the samples of `workspace`, or their activations, in the order of the samples.
  mutating func add(_ workspace: ShardWorkspace) {
    for layer in workspace.layers where layer.plan.emits {
      let (counts, neurons) = (layer.spikeCounts, layer.plan.neurons)
      spikes[layer.plan.index].withUnsafeMutableBufferPointer { sums in
        for sample in 0..<workspace.samples {
          let row = counts + sample * neurons
          for neuron in 0..<neurons { sums[neuron] += Double(row[neuron]) }
        }
      }
    }
    samples += workspace.samples
  }

  /// Adds the spikes and samples of `other`.
  mutating func add(_ other: BatchActivity) {
    for layer in spikes.indices {
      for neuron in spikes[layer].indices { spikes[layer][neuron] += other.spikes[layer][neuron] }
    }
    samples += other.samples
  }
}
