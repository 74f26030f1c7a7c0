import FixedPoint
import Quantization
import SpikingNetworks

extension QuantizedWeights {
  /// The point `difference` codes behind `point`, or nil beyond the ends of the grid.
  func point(after point: Int16, by difference: Int) -> Int16? {
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
  mutating func change(
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

  /// Adds `difference` to the exponent of `number` where there is one.
  mutating func add(_ difference: Int, toExponentOf number: Mutation.Number) {
    switch number {
    case .bias: bias?.exponent += difference
    case .threshold: firing?.threshold.exponent += difference
    case .resetValue where firing?.reset == .zero: firing?.resetValue?.exponent += difference
    case .resetValue: break
    case .step: firing?.adaptation?.step.exponent += difference
    }
  }

  /// Makes `width` wider by `difference` bits where the layer has it.
  mutating func add(_ difference: Int, to width: Mutation.Width) {
    switch width {
    case .accumulator: accumulatorBits += difference
    case .synapticCurrent: synapse?.bits += difference
    case .membrane: membraneBits += difference
    case .rise: firing?.adaptation?.bits += difference
    }
  }

  /// Lets what leaves `width` wrap instead of saturate, or the other way round; rises have no choice.
  mutating func flipOverflow(of width: Mutation.Width) {
    switch width {
    case .accumulator: accumulatorOverflow.flip()
    case .synapticCurrent: synapse?.overflow.flip()
    case .membrane: overflow.flip()
    case .rise: break
    }
  }
}

extension OverflowMode {
  fileprivate mutating func flip() { self = self == .saturate ? .wrap : .saturate }
}
