import FixedPoint

/// The rises of one layer's thresholds: less a leak in each step, plus a step after a spike.
struct SimulatorAdaptation {
  private let leak: SimulatorLeak
  private let steps: [Int32]
  private let limit: Int32

  init(_ adaptation: IntegerAdaptation, of layer: QuantizedLayer) {
    leak = SimulatorLeak(adaptation.decay, of: layer)
    steps = layer.perNeuron { Int32(adaptation.step.value(at: $0)) }
    limit = Int32(adaptation.limit)
  }

  /// Lets the rises decay and writes the buffers' thresholds: `thresholds` and the rise.
  func decay(
    _ thresholds: [Int32],
    _ buffers: inout SimulatorBuffers,
    _ state: inout LayerState
  ) {
    leak.decay(&state.rises)
    for neuron in state.rises.indices {
      buffers.thresholds[neuron] = thresholds[neuron] &+ state.rises[neuron]
    }
  }

  /// Raises the thresholds of the neurons that fired.
  func rise(_ state: inout LayerState) {
    for index in 0..<state.activeCount {
      let neuron = Int(state.active[index])
      state.rises[neuron] = min(state.rises[neuron] &+ steps[neuron], limit)
    }
  }
}
