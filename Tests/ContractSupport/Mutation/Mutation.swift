import FixedPoint
import Quantization
import SpikingNetworks

/// One small, wrong change of a network, as a faulty exporter or a damaged file would make it.
public enum Mutation: Hashable {
  /// The next point of the grid, up or down.
  case weight(layer: Int, index: Int, by: Int)
  case recurrentWeight(layer: Int, index: Int, by: Int)
  case threshold(layer: Int, index: Int, by: Int32)
  case bias(layer: Int, index: Int, by: Int32)
  case decayNumber(layer: Int, State, index: Int, by: Int)
  case decayShift(layer: Int, State, by: Int)
  case decayRounding(layer: Int, State, RoundingMode)
  case guardRounding(layer: Int, RoundingMode)
  case reset(layer: Int)
  case resetValue(layer: Int, index: Int, by: Int32)
  case step(layer: Int, index: Int, by: Int32)

  /// A state that decays.
  public enum State: CaseIterable, Hashable, Sendable {
    case membrane
    case synapticCurrent
    case rise
  }

  /// Returns `network` with the change, or nil if it cannot be made or leaves what is legal.
  public func applied(to network: QuantizedNetwork) -> QuantizedNetwork? {
    var result = network
    switch self {
    case .weight(let layer, let index, let difference):
      let weights = network.layers[layer].weights
      guard let value = weights.point(after: weights.values[index], by: difference) else {
        return nil
      }
      result.layers[layer].weights.values[index] = value
    case .recurrentWeight(let layer, let index, let difference):
      guard let recurrence = network.layers[layer].recurrence,
        let value = network.layers[layer].weights.point(
          after: recurrence.values[index],
          by: difference
        )
      else { return nil }
      result.layers[layer].recurrence?.values[index] = value
    case .threshold(let layer, let index, let difference):
      result.layers[layer].firing?.threshold.mantissas[index] += difference
    case .bias(let layer, let index, let difference):
      result.layers[layer].bias?.mantissas[index] += difference
    case .decayNumber(let layer, let state, let index, let difference):
      result.layers[layer].change(state) { $0.adding(difference, to: index) }
    case .decayShift(let layer, let state, let difference):
      result.layers[layer].change(state) { $0.addingToFraction(difference) }
    case .decayRounding(let layer, let state, let mode):
      result.layers[layer].change(state) { $0.rounded(mode) }
    case .guardRounding(let layer, let mode):
      guard network.layers[layer].guardBits < 0 else { return nil }
      result.layers[layer].guardRounding = mode
    case .reset(let layer):
      guard let firing = network.layers[layer].firing else { return nil }
      result.layers[layer].firing?.reset = firing.reset == .zero ? .subtract : .zero
    case .resetValue(let layer, let index, let difference):
      guard network.layers[layer].firing?.reset == .zero else { return nil }
      result.layers[layer].firing?.resetValue?.mantissas[index] += difference
    case .step(let layer, let index, let difference):
      result.layers[layer].firing?.adaptation?.step.mantissas[index] += difference
    }
    guard result != network, (try? result.validate()) != nil else { return nil }
    return result
  }
}

extension QuantizedWeights {
  /// The point `difference` codes behind `point`, or nil beyond the ends of the grid.
  fileprivate func point(after point: Int16, by difference: Int) -> Int16? {
    guard let code = grid.code(of: Int(point)),
      grid.codes(bits: bits).contains(code + difference)
    else { return nil }
    return Int16(grid.point(code + difference))
  }
}

extension QuantizedLayer {
  /// The decay of `state`, or nil if the layer has no such state.
  func decay(of state: Mutation.State) -> IntegerDecay? {
    switch state {
    case .membrane: decay
    case .synapticCurrent: synapse?.decay
    case .rise: firing?.adaptation?.decay
    }
  }

  /// Changes the decay of `state` where there is one.
  fileprivate mutating func change(
    _ state: Mutation.State,
    _ body: (IntegerDecay) -> IntegerDecay
  ) {
    guard let changed = decay(of: state).map(body) else { return }
    switch state {
    case .membrane: decay = changed
    case .synapticCurrent: synapse?.decay = changed
    case .rise: firing?.adaptation?.decay = changed
    }
  }
}

extension IntegerDecay {
  /// Returns the decay with `difference` added to its factor or distance `index`.
  fileprivate func adding(_ difference: Int, to index: Int) -> IntegerDecay {
    var numbers = numbers
    numbers[index] += difference
    return switch self {
    case .none: .none
    case .multiplier(_, let fraction, let bits, let rounding):
      .multiplier(factors: numbers, fractionBits: fraction, bits: bits, rounding: rounding)
    case .shift(_, let bits, let rounding):
      .shift(distances: numbers, bits: bits, rounding: rounding)
    }
  }

  /// Returns a multiplier with `difference` added to the distance of its shift; other decays as they are.
  fileprivate func addingToFraction(_ difference: Int) -> IntegerDecay {
    guard case .multiplier(let factors, let fraction, let bits, let rounding) = self else {
      return self
    }
    return .multiplier(
      factors: factors,
      fractionBits: fraction + difference,
      bits: bits,
      rounding: rounding
    )
  }

  /// Returns the decay with another rounding.
  fileprivate func rounded(_ mode: RoundingMode) -> IntegerDecay {
    switch self {
    case .none: .none
    case .multiplier(let factors, let fraction, let bits, _):
      .multiplier(factors: factors, fractionBits: fraction, bits: bits, rounding: mode)
    case .shift(let distances, let bits, _):
      .shift(distances: distances, bits: bits, rounding: mode)
    }
  }
}
