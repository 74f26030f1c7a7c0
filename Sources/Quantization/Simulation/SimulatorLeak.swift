import FixedPoint
import SpikingNetworks

/// The leak of a layer: one for all neurons, or numbers for each.
enum SimulatorLeak {
  /// Every neuron loses `shift(v * factor)`.
  case shared(factor: Int32, shift: RoundingShift)
  /// Each neuron has a factor of its own.
  case factors([Int32], shift: RoundingShift)
  /// Each neuron has a distance of its own.
  case shifts([RoundingShift])

  init(_ layer: QuantizedLayer) {
    let numbers = layer.decay.numbers
    let channels = layer.geometry.channels
    func perNeuron<Number>(_ number: (Int) -> Number) -> [Number] {
      let values = numbers.map(number)
      return (0..<layer.outputCount).map { values[$0 % channels] }
    }
    switch layer.decay {
    case .none:
      self = .shared(factor: 0, shift: RoundingShift(.floor, distance: 0))
    case .multiplier(let factors, let fractionBits, _, let rounding):
      let shift = RoundingShift(rounding, distance: fractionBits)
      self =
        factors.count == 1
        ? .shared(factor: Int32(factors[0]), shift: shift)
        : .factors(perNeuron { Int32($0) }, shift: shift)
    case .shift(let distances, _, let rounding):
      self =
        distances.count == 1
        ? .shared(factor: 1, shift: RoundingShift(rounding, distance: distances[0]))
        : .shifts(perNeuron { RoundingShift(rounding, distance: $0) })
    }
  }
}
