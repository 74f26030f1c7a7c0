/// The state of one layer between two steps.
struct LayerState {
  /// The stored membranes.
  var membranes: [Int32]
  /// One where the neuron fired in this step.
  var fired: [Int32]
  /// The indices of the neurons that fired, in `0..<activeCount`.
  var active: [Int32]
  /// The number of neurons that fired.
  var activeCount = 0

  init(neuronCount: Int) {
    membranes = [Int32](repeating: 0, count: neuronCount)
    fired = membranes
    active = membranes
  }

  mutating func reset() {
    for neuron in membranes.indices { membranes[neuron] = 0 }
  }

  mutating func collectSpikes() {
    var count = 0
    for neuron in fired.indices {
      // Written always, kept if it fired: no branch to mispredict.
      active[count] = Int32(neuron)
      count += Int(fired[neuron])
    }
    activeCount = count
  }
}
