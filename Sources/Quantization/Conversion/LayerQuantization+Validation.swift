import FixedPoint
import SpikingNetworks

extension LayerQuantization {
  /// Refuses precisions that the layer `spec` has no legal integers under.
  ///
  /// What the layer does not have, a synaptic current or an adaptation, is not looked at.
  func validate(for spec: LayerSpec) throws(QuantizationFailure) {
    func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(QuantizationFailure)
    {
      guard condition else { throw .illegal(layer: spec.name, reason: reason()) }
    }
    try require(
      weights.grid.legalBits.contains(weights.storedBits),
      "\(weights.grid.rawValue) weights of \(weights.bits) bits; legal are "
        + weights.grid.legalBits.map(String.init).joined(separator: ", ")
    )
    try require(
      !membrane.guardRounding.isStochastic,
      "the accumulator cannot be rounded stochastically at run time"
    )
    if case .exactly(let count) = membrane.guardBits {
      try require((-24...16).contains(count), "guard bits \(count); legal are -24...16")
    }
    try require(
      QuantizedLayer.legalAccumulatorBits.contains(accumulator.bits),
      "an accumulator of \(accumulator.bits) bits; legal are 8...32"
    )
    try require(
      [bias.bits, threshold.bits, reset.bits].allSatisfy((2...16).contains),
      "threshold, bias and reset value take 2...16 bits"
    )
    try requireDecay(decay, of: "membrane", bits: membrane.bits, spec)
    if spec.neuron.synapticDecay != nil {
      try requireDecay(synapse.decay, of: "synaptic current", bits: synapse.bits, spec)
    }
    if spec.neuron.firing?.adaptation != nil {
      try requireDecay(adaptation.decay, of: "rise of the threshold", bits: adaptation.bits, spec)
      try require(
        (2...16).contains(adaptation.step.bits),
        "the step of an adaptive threshold takes 2...16 bits"
      )
    }
  }

  private func requireDecay(
    _ decay: DecayQuantization,
    of state: String,
    bits: Int,
    _ spec: LayerSpec
  ) throws(QuantizationFailure) {
    func refuse(_ reason: String) -> QuantizationFailure {
      .illegal(layer: spec.name, reason: reason)
    }
    guard QuantizedLayer.legalStateBits.contains(bits) else {
      throw refuse("a \(state) of \(bits) bits; legal are 4...24")
    }
    guard !decay.rounding.isStochastic else {
      throw refuse("the leak of the \(state) cannot be rounded stochastically at run time")
    }
    switch decay.kind {
    case .multiplier:
      guard (1...16).contains(decay.bits) else {
        throw refuse("a decay factor of \(decay.bits) bits; legal are 1...16")
      }
      guard bits + decay.bits <= QuantizedLayer.largestProductBits else {
        throw refuse(
          "\(state) (\(bits)) and decay (\(decay.bits)) bits exceed 31, "
            + "so their product could leave 32 bits"
        )
      }
    case .shift:
      guard (1...4).contains(decay.bits) else {
        throw refuse("a decay distance of \(decay.bits) bits; legal are 1...4")
      }
    }
  }
}
