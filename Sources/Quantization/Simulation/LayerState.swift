/// The state of one layer between two steps.
struct LayerState {
  /// The stored membranes.
  var membranes: [Int32]
  /// The stored synaptic currents; empty in a layer without.
  var currents: [Int32]
  /// The stored rises of the thresholds; empty in a layer whose thresholds do not adapt.
  var rises: [Int32]
  /// One where the neuron fired in this step.
  var fired: [Int32]
  /// The indices of the neurons that fired, in `0..<activeCount`.
  var active: [Int32]
  /// The number of neurons that fired.
  var activeCount = 0

  init(_ layer: QuantizedLayer) {
    membranes = [Int32](repeating: 0, count: layer.outputCount)
    currents = layer.synapse == nil ? [] : membranes
    rises = layer.firing?.adaptation == nil ? [] : membranes
    fired = membranes
    active = membranes
  }

  /// Forgets the sample before.
  mutating func reset() {
    for neuron in membranes.indices { membranes[neuron] = 0 }
    for neuron in currents.indices { currents[neuron] = 0 }
    for neuron in rises.indices { rises[neuron] = 0 }
    activeCount = 0
  }

  /// Lists the neurons that fired.
  mutating func collectSpikes() {
    var count = 0
    for neuron in fired.indices {
      // Written always, kept if it fired: no branch to mispredict.
      active[count] = Int32(neuron)
      count += Int(fired[neuron])
    }
    activeCount = count
  }

  /// What a trace records.
  var trace: LayerTrace {
    LayerTrace(
      membranes: membranes,
      spikes: fired.map { $0 != 0 },
      currents: currents,
      rises: rises
    )
  }
}
