import SpikingNetworks

/// What one layer needs between its inputs and its membranes, reused from step to step.
struct SimulatorBuffers {
  /// The weighted sums, before the pooling of the currents.
  var sums: [Int32]
  /// The currents of the neurons.
  var currents: [Int32]
  /// What is added to the membranes, where synaptic currents come between; else empty.
  var drives: [Int32]
  /// The thresholds of this step, where they adapt; else empty.
  var thresholds: [Int32]
  /// The pooled inputs that are active.
  var pooledInputs: [Int32] = []
  /// For each pooled input the number of the last step in which it was active.
  var marks: [Int]
  /// The number of this step, over all samples.
  var mark = 0

  init(_ layer: QuantizedLayer) {
    sums = [Int32](repeating: 0, count: layer.geometry.currents.count)
    currents = [Int32](repeating: 0, count: layer.outputCount)
    drives = layer.synapse == nil ? [] : currents
    thresholds = layer.firing?.adaptation == nil ? [] : currents
    marks = [Int](repeating: 0, count: layer.geometry.pooled.count)
  }
}
