import Foundation
import SpikingNetworks

extension QuantizedNetwork {
  /// Whether input and layers have the sizes and parts of `model`.
  func comes(from model: TrainedModel) -> Bool {
    input == model.spec.input && layers.map(\.geometry) == model.spec.geometries
      && zip(layers, model.spec.layers).allSatisfy { layer, spec in
        (layer.firing != nil) == (spec.neuron.firing != nil) && (layer.bias != nil) == spec.hasBias
          && (layer.recurrence != nil) == spec.isRecurrent
      }
  }
}

extension IntegerDecay {
  /// The part of a state that `channel` loses in a step, before rounding.
  func part(channel: Int) -> Double {
    let number = numbers.isEmpty ? 0 : numbers[numbers.count == 1 ? 0 : channel]
    switch self {
    case .none: return 0
    case .multiplier(_, let fractionBits, _, _): return Double(number) * exp2(Double(-fractionBits))
    case .shift: return exp2(Double(-number))
    }
  }
}

extension Array {
  /// The element that belongs to `channel` where one stands for all, or each channel has its own.
  func shared(_ channel: Int) -> Element { self[count == 1 ? 0 : channel] }
}
