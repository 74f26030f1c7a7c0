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
  case exponent(layer: Int, Number, by: Int)
  case guardBits(layer: Int, by: Int)
  case width(layer: Int, Width, by: Int)
  case overflow(layer: Int, Width)
  /// What recurrent spikes count for; the contract has one legal value for it, and a file may have another.
  case recurrenceFactor(layer: Int, by: Int)

  /// A state that decays.
  public enum State: CaseIterable, Hashable, Sendable {
    case membrane
    case synapticCurrent
    case rise
  }

  /// Numbers of the form m * 2^e.
  public enum Number: CaseIterable, Hashable, Sendable {
    case bias
    case threshold
    case resetValue
    case step
  }

  /// Something that is brought into a width.
  public enum Width: CaseIterable, Hashable, Sendable {
    case accumulator
    case synapticCurrent
    case membrane
    case rise
  }

  /// Returns `network` with the change, or nil if it cannot be made or leaves what can be exported.
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
    case .exponent(let layer, let number, let difference):
      result.layers[layer].add(difference, toExponentOf: number)
    case .guardBits(let layer, let difference):
      result.layers[layer].guardBits += difference
    case .width(let layer, let width, let difference):
      result.layers[layer].add(difference, to: width)
    case .overflow(let layer, let width):
      result.layers[layer].flipOverflow(of: width)
    case .recurrenceFactor(let layer, let difference):
      result.layers[layer].recurrence?.factor += difference
    }
    guard result != network, isExportable(result) else { return nil }
    return result
  }

  /// Whether `result` could be exported; a wrong factor is illegal by itself, so that the rest counts.
  private func isExportable(_ result: QuantizedNetwork) -> Bool {
    switch self {
    case .recurrenceFactor(let layer, _):
      (result.layers[layer].recurrence?.factor ?? -1) >= 0
        && BoundsAnalysis.ranges(of: result).allSatisfy(\.fits32Bits)
    case .weight, .recurrentWeight, .threshold, .bias, .decayNumber, .decayShift, .decayRounding,
      .guardRounding, .reset, .resetValue, .step, .exponent, .guardBits, .width, .overflow:
      (try? result.validate()) != nil
    }
  }
}
