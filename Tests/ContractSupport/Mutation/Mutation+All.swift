import FixedPoint
import Quantization
import SpikingNetworks

extension Mutation {
  /// Every change of `network` that is worth trying; of the weights, each `weightStride`th.
  public static func all(of network: QuantizedNetwork, weightStride: Int) -> [Mutation] {
    network.layers.indices.flatMap { index -> [Mutation] in
      let layer = network.layers[index]
      let result =
        weights(layer, index, stride: weightStride) + numbers(layer, index) + decays(layer, index)
        + fields(index)
      return result.filter { $0.applied(to: network) != nil }
    }
  }

  private static func weights(_ layer: QuantizedLayer, _ index: Int, stride step: Int) -> [Mutation]
  {
    stride(from: 0, to: layer.weights.values.count, by: step).flatMap {
      [Mutation.weight(layer: index, index: $0, by: 1), .weight(layer: index, index: $0, by: -1)]
    }
      + stride(from: 0, to: layer.recurrence?.values.count ?? 0, by: step).flatMap {
        [
          Mutation.recurrentWeight(layer: index, index: $0, by: 1),
          .recurrentWeight(layer: index, index: $0, by: -1),
        ]
      }
  }

  private static func numbers(_ layer: QuantizedLayer, _ index: Int) -> [Mutation] {
    func each(_ numbers: ScaledIntegers?, _ change: (Int, Int32) -> Mutation) -> [Mutation] {
      (numbers?.mantissas.indices ?? 0..<0).flatMap { [change($0, 1), change($0, -1)] }
    }
    let firing = layer.firing
    return each(firing?.threshold) { .threshold(layer: index, index: $0, by: $1) }
      + (firing == nil ? [] : [.reset(layer: index)])
      + each(layer.bias) { .bias(layer: index, index: $0, by: $1) }
      + each(firing?.resetValue) { .resetValue(layer: index, index: $0, by: $1) }
      + each(firing?.adaptation?.step) { .step(layer: index, index: $0, by: $1) }
  }

  private static func decays(_ layer: QuantizedLayer, _ index: Int) -> [Mutation] {
    var result: [Mutation] = []
    for state in State.allCases {
      guard let decay = layer.decay(of: state) else { continue }
      for number in decay.numbers.indices {
        result += [
          .decayNumber(layer: index, state, index: number, by: 1),
          .decayNumber(layer: index, state, index: number, by: -1),
        ]
      }
      result += [.decayShift(layer: index, state, by: 1), .decayShift(layer: index, state, by: -1)]
      result += RoundingMode.deterministic.map { .decayRounding(layer: index, state, $0) }
    }
    return result + RoundingMode.deterministic.map { .guardRounding(layer: index, $0) }
  }

  /// Exponents, widths, what happens beyond them, guard bits and the factor of recurrent spikes.
  private static func fields(_ index: Int) -> [Mutation] {
    var result: [Mutation] = []
    for difference in [1, -1] {
      result += Number.allCases.map { .exponent(layer: index, $0, by: difference) }
      result += Width.allCases.map { .width(layer: index, $0, by: difference) }
      result.append(.guardBits(layer: index, by: difference))
      result.append(.recurrenceFactor(layer: index, by: difference))
    }
    return result + Width.allCases.map { .overflow(layer: index, $0) }
  }
}
