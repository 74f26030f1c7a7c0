import FixedPoint

/// The synaptic currents of one layer: i = bring(i - leak(i) + current).
struct SimulatorSynapticCurrent {
  private let leak: SimulatorLeak
  private let width: SimulatorWidth
  private let bias: [Int32]

  init(_ synapse: IntegerSynapse, of layer: QuantizedLayer) {
    leak = SimulatorLeak(synapse.decay, of: layer)
    width = SimulatorWidth(bits: synapse.bits, synapse.overflow)
    bias = layer.perNeuron { Int32(layer.bias?.value(at: $0) ?? 0) }
  }

  /// Runs one step on the buffers' currents and writes what is added to the membranes.
  func integrate(_ buffers: inout SimulatorBuffers, _ state: inout LayerState) {
    leak.decay(&state.currents)
    let width = width
    state.currents.withUnsafeMutableBufferPointer { states in
      buffers.drives.withUnsafeMutableBufferPointer { drives in
        buffers.currents.withUnsafeBufferPointer { currents in
          bias.withUnsafeBufferPointer { bias in
            for neuron in states.indices {
              let current = width(states[neuron] &+ currents[neuron])
              states[neuron] = current
              drives[neuron] = current &+ bias[neuron]
            }
          }
        }
      }
    }
  }
}
