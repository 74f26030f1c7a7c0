import FixedPoint
import Quantization
import SpikingNetworks

extension Mutation {
  /// Whether interval analysis proves that no input of `network` shows the change.
  ///
  /// It is a proof for changes of a width, or of what happens beyond it, that no value ever leaves. Others, and
  /// values of which the analysis does not know, are not decided: false.
  public func isProvablyInvisible(in network: QuantizedNetwork) -> Bool {
    guard let mutant = applied(to: network) else { return false }
    switch self {
    case .width(let layer, let width, _), .overflow(let layer, let width):
      return [network, mutant].allSatisfy { network in
        !network.layers[layer].canLeave(width, BoundsAnalysis.ranges(of: network)[layer])
      }
    case .weight, .recurrentWeight, .threshold, .bias, .decayNumber, .decayShift, .decayRounding,
      .guardRounding, .reset, .resetValue, .step, .exponent, .guardBits, .recurrenceFactor:
      return false
    }
  }
}

extension QuantizedLayer {
  /// Whether a value may leave `width` in a way that matters.
  fileprivate func canLeave(_ width: Mutation.Width, _ ranges: LayerRanges) -> Bool {
    switch width {
    case .accumulator:
      return ranges.accumulatorOverflowCanHappen
    case .synapticCurrent:
      return ranges.synapseOverflowCanHappen
    case .membrane:
      return ranges.overflowCanHappen && !clampsOnlyWhatFires(ranges)
    case .rise:
      // A rise at its limit may have been one beyond.
      return firing?.adaptation.map { ranges.rise.upper >= $0.limit } ?? false
    }
  }

  /// Whether membranes are clamped at their upper end alone, where every neuron fires and is reset to a value.
  private func clampsOnlyWhatFires(_ ranges: LayerRanges) -> Bool {
    let range = IntegerRange.signed(bits: membraneBits)
    guard overflow == .saturate, firing?.reset == .zero, let thresholds = ranges.thresholds
    else { return false }
    return ranges.integrated.lower >= range.lower && thresholds.upper <= range.upper
  }
}
