import FixedPoint
import SpikingNetworks

/// What makes currents on the membrane's scale of the weighted sums of one layer.
struct SimulatorCurrents {
  private let geometry: LayerGeometry
  private let neuronCount: Int
  /// The recurrent weights times their factor, [from][to]; nil without.
  private let recurrentWeights: [Int32]?
  private let width: SimulatorWidth
  private let guardFactor: Int32
  private let guardShift: RoundingShift
  /// The biases of the neurons; zeros where synaptic currents come between.
  private let bias: [Int32]

  init(_ layer: QuantizedLayer) {
    geometry = layer.geometry
    neuronCount = layer.outputCount
    recurrentWeights = layer.recurrence.map { recurrence in
      recurrence.values.map { Int32($0) &* Int32(recurrence.factor) }
    }
    width = SimulatorWidth(bits: layer.accumulatorBits, layer.accumulatorOverflow)
    guardFactor = Int32(1 << max(layer.guardBits, 0))
    guardShift = RoundingShift(layer.guardRounding, distance: max(-layer.guardBits, 0))
    bias = layer.perNeuron { layer.synapse == nil ? Int32(layer.bias?.value(at: $0) ?? 0) : 0 }
  }

  /// Whether currents depend on the spikes of the step before.
  var isRecurrent: Bool { recurrentWeights != nil }

  /// Writes the currents that the buffers' sums become: width, largest, guard bits, bias.
  ///
  /// The sums of a recurrent layer stay as they are; those of others are lost.
  func complete(_ buffers: inout SimulatorBuffers, after state: LayerState) {
    if let recurrentWeights {
      addRecurrent(recurrentWeights, state, &buffers)
    } else {
      if !width.isFull { bring(&buffers.sums) }
      if geometry.currentWindow.area > 1 {
        takeLargest(&buffers)
      } else {
        swap(&buffers.currents, &buffers.sums)
      }
    }
    let neurons = neuronCount
    buffers.currents.withUnsafeMutableBufferPointer { currents in
      bias.withUnsafeBufferPointer { bias in
        for neuron in 0..<neurons {
          currents[neuron] = guardShift(currents[neuron] &* guardFactor) &+ bias[neuron]
        }
      }
    }
  }

  /// Writes the sums plus the weights of the neurons that fired in the step before.
  private func addRecurrent(
    _ weights: [Int32],
    _ state: LayerState,
    _ buffers: inout SimulatorBuffers
  ) {
    let neurons = neuronCount
    buffers.currents.withUnsafeMutableBufferPointer { currents in
      for neuron in 0..<neurons { currents[neuron] = buffers.sums[neuron] }
      weights.withUnsafeBufferPointer { weights in
        for index in 0..<state.activeCount {
          let row = Int(state.active[index]) * neurons
          for neuron in 0..<neurons { currents[neuron] &+= weights[row + neuron] }
        }
      }
    }
    if !width.isFull { bring(&buffers.currents) }
  }

  private func bring(_ sums: inout [Int32]) {
    let width = width
    sums.withUnsafeMutableBufferPointer { sums in
      for index in sums.indices { sums[index] = width(sums[index]) }
    }
  }

  /// Writes the largest sum of each window of currents to the place of its neuron.
  private func takeLargest(_ buffers: inout SimulatorBuffers) {
    let (channels, window) = (geometry.channels, geometry.currentWindow)
    for neuron in stride(from: 0, to: neuronCount, by: channels) {
      let place = neuron / channels
      let y = place / geometry.neurons.width * window.height
      let x = place % geometry.neurons.width * window.width
      for row in y..<y + window.height {
        for column in x..<x + window.width {
          let first = (row * geometry.currents.width + column) * channels
          let isFirst = row == y && column == x
          for channel in 0..<channels {
            let sum = buffers.sums[first + channel]
            let largest = isFirst ? sum : max(sum, buffers.currents[neuron + channel])
            buffers.currents[neuron + channel] = largest
          }
        }
      }
    }
  }
}
