import FixedPoint
import SpikingNetworks

extension QuantizedNetwork {
  /// Checks that every number has its place in the contract of `docs/numerics.md`.
  ///
  /// `Quantizer` makes such networks only; one that was read from a file may be anything.
  ///
  /// - Throws: `QuantizationFailure.illegal` with the first violation, `.accumulatorOverflow`.
  public func validate() throws(QuantizationFailure) {
    guard let last = layers.last else { throw illegal("it has no layers") }
    guard (1...255).contains(input.timesteps) else {
      throw illegal("\(input.timesteps) time steps; legal are 1...255")
    }
    guard (1...8).contains(input.bits) else {
      throw illegal("inputs of \(input.bits) bits; legal are 1...8")
    }
    var count = input.shape.count
    for layer in layers {
      try layer.validate()
      guard layer.inputCount == count else {
        throw .illegal(
          layer: layer.name,
          reason: "it has \(layer.inputCount) inputs and receives \(count)"
        )
      }
      count = layer.outputCount
    }
    for layer in layers.dropLast() where layer.firing == nil {
      throw .illegal(layer: layer.name, reason: "it never fires and is not the last layer")
    }
    switch readout {
    case .spikeCount where last.firing == nil:
      throw .illegal(layer: last.name, reason: "its spikes are counted and it never fires")
    case .membrane where last.firing != nil:
      throw .illegal(layer: last.name, reason: "its membranes are read out and it fires")
    case .spikeCount, .membrane: break
    }
    for (layer, ranges) in zip(layers, BoundsAnalysis.ranges(of: self)) where !ranges.fits32Bits {
      throw .accumulatorOverflow(layer: layer.name)
    }
  }

  private func illegal(_ reason: String) -> QuantizationFailure {
    .illegal(layer: "the network", reason: reason)
  }
}

extension QuantizedLayer {
  /// The largest number of inputs or neurons: indices are 16 bits on the device.
  private static let largestCount = 65_528

  fileprivate func validate() throws(QuantizationFailure) {
    guard (1...Self.largestCount).contains(inputCount),
      (1...Self.largestCount).contains(outputCount)
    else {
      throw illegal(
        "\(inputCount) inputs and \(outputCount) neurons; legal are 1...\(Self.largestCount)"
      )
    }
    guard weights.isLegal(count: inputCount * outputCount, outputs: outputCount) else {
      throw illegal("the weights do not fit \(weights.bits) bits, or their number is wrong")
    }
    guard (-16...16).contains(guardBits), !guardRounding.isStochastic else {
      throw illegal("guard bits \(guardBits) with rounding \(guardRounding.rawValue)")
    }
    guard (4...24).contains(membraneBits) else {
      throw illegal("a membrane of \(membraneBits) bits; legal are 4...24")
    }
    guard bias?.isLegal(count: outputCount, isSigned: true) ?? true else {
      throw illegal("illegal biases")
    }
    guard firing?.isLegal(in: self) ?? true else {
      throw illegal("illegal thresholds or reset value")
    }
    guard decay.isLegal(membraneBits: membraneBits) else {
      throw illegal("an illegal decay, or one whose product with the membrane can leave 31 bits")
    }
  }

  private func illegal(_ reason: String) -> QuantizationFailure {
    .illegal(layer: name, reason: reason)
  }
}

extension QuantizedWeights {
  fileprivate func isLegal(count: Int, outputs: Int) -> Bool {
    guard WeightQuantization.legalBits.contains(bits), values.count == count else { return false }
    let range =
      switch grid {
      case .symmetric: IntegerRange(-((1 << (bits - 1)) - 1), (1 << (bits - 1)) - 1)
      }
    return (scales.count == 1 || scales.count == outputs)
      && scales.allSatisfy { $0 > 0 && $0.isFinite }
      && values.allSatisfy { range.contains(Int($0)) }
  }
}

extension ScaledIntegers {
  fileprivate func isLegal(count: Int, isSigned: Bool) -> Bool {
    guard (2...16).contains(bits), (0...30).contains(exponent) else { return false }
    let range = isSigned ? IntegerRange.signed(bits: bits) : IntegerRange.unsigned(bits: bits)
    return (mantissas.count == 1 || mantissas.count == count)
      && mantissas.allSatisfy { range.contains(Int($0)) }
      && mantissas.indices.allSatisfy { IntegerRange.signed(bits: 31).contains(value(at: $0)) }
  }
}

extension IntegerFiring {
  fileprivate func isLegal(in layer: QuantizedLayer) -> Bool {
    let range = IntegerRange.signed(bits: layer.membraneBits)
    return threshold.isLegal(count: layer.outputCount, isSigned: false)
      && threshold.mantissas.indices.allSatisfy {
        let value = threshold.value(at: $0)
        return value > 0 && value <= range.upper && resetValue < value
      } && range.contains(resetValue)
  }
}

extension IntegerDecay {
  fileprivate func isLegal(membraneBits: Int) -> Bool {
    switch self {
    case .none: true
    case .multiplier(let factor, let fractionBits, let bits, let rounding):
      (0...ParameterQuantizer.largestFractionBits).contains(fractionBits)
        && (1...16).contains(bits) && !rounding.isStochastic
        && IntegerRange.unsigned(bits: bits).contains(factor) && factor <= 1 << fractionBits
        && membraneBits + bits <= 31
    case .shift(let distance, let bits, let rounding):
      (0...15).contains(distance) && (1...4).contains(bits) && !rounding.isStochastic
    }
  }
}
