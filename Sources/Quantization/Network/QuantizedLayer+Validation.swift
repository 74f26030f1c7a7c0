import FixedPoint
import SpikingNetworks

extension QuantizedLayer {
  /// The legal widths of a membrane, a synaptic current and the rise of a threshold.
  public static let legalStateBits = 4...24
  /// The largest width of a signed state and of its decay factor together.
  public static let largestProductBits = 31
  /// The largest width of the rise of a threshold, which has no sign, and of its decay factor together.
  public static let largestRiseProductBits = 30
  /// The legal numbers of inputs, of neurons, and of the sides of windows and shapes.
  ///
  /// Indices have 16 bits on the device, and eight of them are rounded up to a byte of spikes.
  static let legalCounts = 1...65_528

  /// Checks the numbers of the layer, but for what depends on its place in the network.
  func validate() throws(QuantizationFailure) {
    try validateGeometry()
    let channels = geometry.channels
    guard weights.isLegal(count: geometry.representableWeightCount, channels: channels) else {
      throw illegal(
        "the weights are no \(weights.grid.rawValue) ones of \(weights.bits) bits, "
          + "or their number or scales are wrong"
      )
    }
    try validateRecurrence()
    guard AccumulatorQuantization.legalBits.contains(accumulatorBits) else {
      throw illegal(
        "an accumulator of \(accumulatorBits) bits; legal are \(AccumulatorQuantization.legalBits)"
      )
    }
    guard GuardBits.legalCounts.contains(guardBits), !guardRounding.isStochastic else {
      throw illegal("guard bits \(guardBits) with rounding \(guardRounding.rawValue)")
    }
    guard bias?.isLegal(channels: channels, isSigned: true) ?? true else {
      throw illegal("illegal biases")
    }
    let (signed, unsigned) = (Self.largestProductBits, Self.largestRiseProductBits)
    try validate(decay, of: "membrane", membraneBits, atMost: signed)
    if let synapse {
      try validate(synapse.decay, of: "synaptic current", synapse.bits, atMost: signed)
    }
    guard let firing else { return }
    guard firing.reset == .zero || firing.resetValue == nil else {
      throw illegal("a reset value, which a reset that subtracts the threshold has no use for")
    }
    guard firing.isLegal(channels: channels, membraneBits: membraneBits) else {
      throw illegal("illegal thresholds or reset values")
    }
    guard let adaptation = firing.adaptation else { return }
    try validate(adaptation.decay, of: "rise of the threshold", adaptation.bits, atMost: unsigned)
    guard adaptation.step.isLegal(channels: channels, isSigned: false) else {
      throw illegal("illegal steps of an adaptive threshold")
    }
  }

  private func validateGeometry() throws(QuantizationFailure) {
    let (sizes, legal) = (geometry, Self.legalCounts)
    // Sides before their products, which could leave 64 bits.
    guard sizes.input.hasLegalSides, sizes.currents.hasLegalSides else {
      throw illegal("a side of its input or of its currents lies outside \(legal)")
    }
    guard legal.contains(inputCount), legal.contains(outputCount),
      sizes.currents.count <= 1 << 20, sizes.pooled.count > 0
    else {
      throw illegal("\(inputCount) inputs and \(outputCount) neurons; legal are \(legal)")
    }
    let extents = [sizes.inputWindow, sizes.kernel, sizes.stride, sizes.currentWindow]
    guard extents.allSatisfy({ legal.contains($0.height) && legal.contains($0.width) }),
      (0..<sizes.kernel.height).contains(sizes.padding.height),
      (0..<sizes.kernel.width).contains(sizes.padding.width),
      sizes.pooled.height + 2 * sizes.padding.height <= legal.upperBound,
      sizes.pooled.width + 2 * sizes.padding.width <= legal.upperBound
    else { throw illegal("windows that are empty, too large, or lie in the padding alone") }
    guard sizes.groups >= 1, sizes.pooled.channels.isMultiple(of: sizes.groups),
      sizes.channels.isMultiple(of: sizes.groups)
    else { throw illegal("\(sizes.groups) groups do not divide its channels") }
    guard (inputPool != nil) == (sizes.inputWindow.area > 1) else {
      throw illegal("a pooling of its inputs without a kind, or a kind without a pooling")
    }
  }

  private func validateRecurrence() throws(QuantizationFailure) {
    guard let recurrence else { return }
    guard geometry.isDense, geometry.currentWindow.area == 1, firing != nil else {
      throw illegal("recurrent synapses; only dense layers that fire have them")
    }
    guard recurrence.values.count == outputCount * outputCount,
      weights.grid.contains(all: recurrence.values, bits: weights.bits)
    else {
      throw illegal(
        "the recurrent weights are no \(weights.grid.rawValue) ones of \(weights.bits) bits, "
          + "or their number is wrong"
      )
    }
  }

  private func validate(
    _ decay: IntegerDecay,
    of state: String,
    _ bits: Int,
    atMost productBits: Int
  ) throws(QuantizationFailure) {
    guard Self.legalStateBits.contains(bits) else {
      throw illegal("a \(state) of \(bits) bits; legal are \(Self.legalStateBits)")
    }
    guard decay.isLegal(channels: geometry.channels, factorBits: productBits - bits) else {
      throw illegal(
        "an illegal decay of the \(state), or one whose product with it can leave "
          + "\(productBits) bits"
      )
    }
  }

  private func illegal(_ reason: String) -> QuantizationFailure {
    .illegal(layer: name, reason: reason)
  }
}

extension SampleShape {
  /// Whether rows, columns and channels are legal counts each.
  var hasLegalSides: Bool {
    [height, width, channels].allSatisfy(QuantizedLayer.legalCounts.contains)
  }
}

extension LayerGeometry {
  /// The number of weights, or nil beyond 64 bits: a kernel may be as large as the padding lets it.
  ///
  /// - Precondition: Sides are legal, so that three of them can be multiplied.
  fileprivate var representableWeightCount: Int? {
    let (count, overflow) = weightRows.multipliedReportingOverflow(by: groupOutputs)
    return overflow ? nil : count
  }
}

extension QuantizedWeights {
  fileprivate func isLegal(count: Int?, channels: Int) -> Bool {
    grid.legalBits.contains(bits) && values.count == count
      && (scales.count == 1 || scales.count == channels) && grid.areLegal(scales: scales)
      && grid.contains(all: values, bits: bits)
  }
}

extension ScaledIntegers {
  fileprivate func isLegal(channels: Int, isSigned: Bool) -> Bool {
    guard ParameterQuantization.legalBits.contains(bits), (0...30).contains(exponent) else {
      return false
    }
    let range = isSigned ? IntegerRange.signed(bits: bits) : IntegerRange.unsigned(bits: bits)
    return (mantissas.count == 1 || mantissas.count == channels)
      && mantissas.allSatisfy { range.contains(Int($0)) }
      && mantissas.indices.allSatisfy { IntegerRange.signed(bits: 31).contains(value(at: $0)) }
  }
}

extension IntegerFiring {
  /// Whether thresholds and reset values are inside the membrane, each reset value below.
  fileprivate func isLegal(channels: Int, membraneBits: Int) -> Bool {
    guard threshold.isLegal(channels: channels, isSigned: false),
      resetValue?.isLegal(channels: channels, isSigned: true) ?? true
    else { return false }
    let range = IntegerRange.signed(bits: membraneBits)
    let count = max(threshold.mantissas.count, resetValue?.mantissas.count ?? 1)
    return (0..<count).allSatisfy { channel in
      let (highest, lowest) = (threshold.value(at: channel), resetValue(at: channel))
      return highest > 0 && range.contains(highest) && range.contains(lowest) && lowest < highest
    }
  }
}

extension IntegerDecay {
  /// - Parameter factorBits: The largest width of a factor beside the state.
  fileprivate func isLegal(channels: Int, factorBits: Int) -> Bool {
    let isCountLegal = numbers.count == 1 || numbers.count == channels
    switch self {
    case .none:
      return true
    case .multiplier(let factors, let fractionBits, let bits, let rounding):
      return isCountLegal && (0...ParameterQuantizer.largestFractionBits).contains(fractionBits)
        && DecayKind.multiplier.legalBits.contains(bits) && bits <= factorBits
        && !rounding.isStochastic
        && factors.allSatisfy {
          IntegerRange.unsigned(bits: bits).contains($0) && $0 <= 1 << fractionBits
        }
    case .shift(let distances, let bits, let rounding):
      return isCountLegal && DecayKind.shift.legalBits.contains(bits) && !rounding.isStochastic
        && distances.allSatisfy { IntegerRange.unsigned(bits: bits).contains($0) }
    }
  }
}
