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
      try require(
        GuardBits.legalCounts.contains(count),
        "guard bits \(count); legal are \(GuardBits.legalCounts)"
      )
    }
    try require(
      AccumulatorQuantization.legalBits.contains(accumulator.bits),
      "an accumulator of \(accumulator.bits) bits; legal are \(AccumulatorQuantization.legalBits)"
    )
    try require(
      [bias.bits, threshold.bits, reset.bits].allSatisfy(ParameterQuantization.legalBits.contains),
      "threshold, bias and reset value take \(ParameterQuantization.legalBits) bits"
    )
    let (signed, unsigned) = (
      QuantizedLayer.largestProductBits, QuantizedLayer.largestRiseProductBits
    )
    try requireDecay(decay, of: "membrane", membrane.bits, atMost: signed, spec)
    if spec.neuron.synapticDecay != nil {
      try requireDecay(synapse.decay, of: "synaptic current", synapse.bits, atMost: signed, spec)
    }
    if spec.neuron.firing?.adaptation != nil {
      try requireDecay(
        adaptation.decay,
        of: "rise of the threshold",
        adaptation.bits,
        atMost: unsigned,
        spec
      )
      try require(
        ParameterQuantization.legalBits.contains(adaptation.step.bits),
        "the step of an adaptive threshold takes \(ParameterQuantization.legalBits) bits"
      )
    }
  }

  private func requireDecay(
    _ decay: DecayQuantization,
    of state: String,
    _ bits: Int,
    atMost productBits: Int,
    _ spec: LayerSpec
  ) throws(QuantizationFailure) {
    func refuse(_ reason: String) -> QuantizationFailure {
      .illegal(layer: spec.name, reason: reason)
    }
    guard QuantizedLayer.legalStateBits.contains(bits) else {
      throw refuse("a \(state) of \(bits) bits; legal are \(QuantizedLayer.legalStateBits)")
    }
    guard !decay.rounding.isStochastic else {
      throw refuse("the leak of the \(state) cannot be rounded stochastically at run time")
    }
    let legal = decay.kind.legalBits
    switch decay.kind {
    case .multiplier:
      guard legal.contains(decay.bits) else {
        throw refuse("a decay factor of \(decay.bits) bits; legal are \(legal)")
      }
      guard bits + decay.bits <= productBits else {
        throw refuse(
          "\(state) (\(bits)) and decay (\(decay.bits)) bits exceed \(productBits), "
            + "so their product could leave 32 bits"
        )
      }
    case .shift:
      guard legal.contains(decay.bits) else {
        throw refuse("a decay distance of \(decay.bits) bits; legal are \(legal)")
      }
    }
  }
}
