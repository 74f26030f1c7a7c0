import FixedPoint
import SpikingNetworks

/// The leak of one state of a layer: one for all neurons, or numbers for each.
enum SimulatorLeak {
  /// Every neuron loses `shift(v * factor)`.
  case shared(factor: Int32, shift: RoundingShift)
  /// Each neuron has a factor of its own.
  case factors([Int32], shift: RoundingShift)
  /// Each neuron has a distance of its own.
  case shifts([RoundingShift])

  /// Prepares the decay of a state of `layer`.
  init(_ decay: IntegerDecay, of layer: QuantizedLayer) {
    switch decay {
    case .none:
      self = .shared(factor: 0, shift: RoundingShift(.floor, distance: 0))
    case .multiplier(let factors, let fractionBits, _, let rounding):
      let shift = RoundingShift(rounding, distance: fractionBits)
      self =
        factors.count == 1
        ? .shared(factor: Int32(factors[0]), shift: shift)
        : .factors(layer.perNeuron { Int32(factors[$0]) }, shift: shift)
    case .shift(let distances, _, let rounding):
      self =
        distances.count == 1
        ? .shared(factor: 1, shift: RoundingShift(rounding, distance: distances[0]))
        : .shifts(layer.perNeuron { RoundingShift(rounding, distance: distances[$0]) })
    }
  }

  /// Takes the leak of one step from each of `states`.
  func decay(_ states: inout [Int32]) {
    states.withUnsafeMutableBufferPointer { states in
      switch self {
      case .shared(let factor, let shift):
        for neuron in states.indices { states[neuron] &-= shift(states[neuron] &* factor) }
      case .factors(let factors, let shift):
        factors.withUnsafeBufferPointer { factors in
          for neuron in states.indices {
            states[neuron] &-= shift(states[neuron] &* factors[neuron])
          }
        }
      case .shifts(let shifts):
        shifts.withUnsafeBufferPointer { shifts in
          for neuron in states.indices { states[neuron] &-= shifts[neuron](states[neuron]) }
        }
      }
    }
  }
}

extension QuantizedLayer {
  /// Returns what a channel owns, repeated for each of its neurons.
  func perNeuron<Value>(_ value: (Int) -> Value) -> [Value] {
    let channels = geometry.channels
    let values = (0..<channels).map(value)
    return (0..<outputCount).map { values[$0 % channels] }
  }
}
