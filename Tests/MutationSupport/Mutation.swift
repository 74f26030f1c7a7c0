import FixedPoint
import Quantization
import SpikingNetworks

/// One small, wrong change of a network, as a faulty exporter or a damaged file would make it.
public enum Mutation: Hashable {
  case weight(layer: Int, index: Int, by: Int16)
  case threshold(layer: Int, index: Int, by: Int32)
  case bias(layer: Int, index: Int, by: Int32)
  case decayNumber(layer: Int, index: Int, by: Int)
  case decayShift(layer: Int, by: Int)
  case decayRounding(layer: Int, RoundingMode)
  case guardRounding(layer: Int, RoundingMode)
  case reset(layer: Int)

  /// Returns `network` with the change, or nil if it cannot be made or leaves what is legal.
  public func applied(to network: QuantizedNetwork) -> QuantizedNetwork? {
    var result = network
    switch self {
    case .weight(let layer, let index, let difference):
      let limit = (1 << (network.layers[layer].weights.bits - 1)) - 1
      let value = network.layers[layer].weights.values[index] + difference
      guard abs(Int(value)) <= limit else { return nil }
      result.layers[layer].weights.values[index] = value
    case .threshold(let layer, let index, let difference):
      result.layers[layer].firing?.threshold.mantissas[index] += difference
    case .bias(let layer, let index, let difference):
      result.layers[layer].bias?.mantissas[index] += difference
    case .decayNumber(let layer, let index, let difference):
      result.layers[layer].decay = network.layers[layer].decay.adding(difference, to: index)
    case .decayShift(let layer, let difference):
      guard
        case .multiplier(let factors, let fraction, let bits, let rounding) =
          network.layers[layer].decay
      else { return nil }
      result.layers[layer].decay = .multiplier(
        factors: factors,
        fractionBits: fraction + difference,
        bits: bits,
        rounding: rounding
      )
    case .decayRounding(let layer, let mode):
      switch network.layers[layer].decay {
      case .none: return nil
      case .multiplier(let factors, let fraction, let bits, _):
        result.layers[layer].decay = .multiplier(
          factors: factors,
          fractionBits: fraction,
          bits: bits,
          rounding: mode
        )
      case .shift(let distances, let bits, _):
        result.layers[layer].decay = .shift(distances: distances, bits: bits, rounding: mode)
      }
    case .guardRounding(let layer, let mode):
      guard network.layers[layer].guardBits < 0 else { return nil }
      result.layers[layer].guardRounding = mode
    case .reset(let layer):
      guard let firing = network.layers[layer].firing else { return nil }
      result.layers[layer].firing?.reset = firing.reset == .zero ? .subtract : .zero
    }
    guard result != network, (try? result.validate()) != nil else { return nil }
    return result
  }

  /// Every change of `network` that is worth trying; of the weights, each `weightStride`th.
  public static func all(of network: QuantizedNetwork, weightStride: Int) -> [Mutation] {
    network.layers.indices.flatMap { layer -> [Mutation] in
      let values = network.layers[layer].weights.values
      var result = stride(from: 0, to: values.count, by: weightStride).flatMap {
        [Mutation.weight(layer: layer, index: $0, by: 1), .weight(layer: layer, index: $0, by: -1)]
      }
      if let firing = network.layers[layer].firing {
        for index in firing.threshold.mantissas.indices {
          result += [
            .threshold(layer: layer, index: index, by: 1),
            .threshold(layer: layer, index: index, by: -1),
          ]
        }
        result.append(.reset(layer: layer))
      }
      for index in network.layers[layer].bias?.mantissas.indices ?? 0..<0 {
        result += [
          .bias(layer: layer, index: index, by: 1), .bias(layer: layer, index: index, by: -1),
        ]
      }
      for index in network.layers[layer].decay.numbers.indices {
        result += [
          .decayNumber(layer: layer, index: index, by: 1),
          .decayNumber(layer: layer, index: index, by: -1),
        ]
      }
      result += [.decayShift(layer: layer, by: 1), .decayShift(layer: layer, by: -1)]
      for mode in RoundingMode.deterministic {
        result += [.decayRounding(layer: layer, mode), .guardRounding(layer: layer, mode)]
      }
      return result.filter { $0.applied(to: network) != nil }
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
}
