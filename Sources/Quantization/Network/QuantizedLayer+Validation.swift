import FixedPoint
import SpikingNetworks

extension QuantizedLayer {
  /// The largest number of inputs or neurons: indices are 16 bits on the device.
  private static let largestCount = 65_528

  func validate() throws(QuantizationFailure) {
    try validateGeometry()
    guard weights.isLegal(count: geometry.weightCount, channels: geometry.channels) else {
      throw illegal("the weights do not fit \(weights.bits) bits, or their number is wrong")
    }
    guard (-16...16).contains(guardBits), !guardRounding.isStochastic else {
      throw illegal("guard bits \(guardBits) with rounding \(guardRounding.rawValue)")
    }
    guard (4...24).contains(membraneBits) else {
      throw illegal("a membrane of \(membraneBits) bits; legal are 4...24")
    }
    guard bias?.isLegal(channels: geometry.channels, isSigned: true) ?? true else {
      throw illegal("illegal biases")
    }
    guard firing?.isLegal(in: self) ?? true else {
      throw illegal("illegal thresholds or reset value")
    }
    guard decay.isLegal(channels: geometry.channels, membraneBits: membraneBits) else {
      throw illegal("an illegal decay, or one whose product with the membrane can leave 31 bits")
    }
  }

  private func validateGeometry() throws(QuantizationFailure) {
    let sizes = geometry
    guard (1...Self.largestCount).contains(inputCount),
      (1...Self.largestCount).contains(outputCount), sizes.currents.count <= 1 << 20,
      sizes.pooled.count > 0
    else {
      throw illegal(
        "\(inputCount) inputs and \(outputCount) neurons; legal are 1...\(Self.largestCount)"
      )
    }
    let extents = [sizes.inputWindow, sizes.kernel, sizes.stride, sizes.currentWindow]
    let padded = Extent(
      height: sizes.pooled.height + 2 * sizes.padding.height,
      width: sizes.pooled.width + 2 * sizes.padding.width
    )
    guard
      extents.allSatisfy({
        min($0.height, $0.width) >= 1 && max($0.height, $0.width) <= Self.largestCount
      }), max(padded.height, padded.width) <= Self.largestCount,
      (0..<sizes.kernel.height).contains(sizes.padding.height),
      (0..<sizes.kernel.width).contains(sizes.padding.width)
    else { throw illegal("windows that are empty, too large, or lie in the padding alone") }
    guard sizes.groups >= 1, sizes.pooled.channels.isMultiple(of: sizes.groups),
      sizes.channels.isMultiple(of: sizes.groups)
    else { throw illegal("\(sizes.groups) groups do not divide its channels") }
    guard (inputPool != nil) == (sizes.inputWindow.area > 1) else {
      throw illegal("a pooling of its inputs without a kind, or a kind without a pooling")
    }
  }

  private func illegal(_ reason: String) -> QuantizationFailure {
    .illegal(layer: name, reason: reason)
  }
}

extension QuantizedWeights {
  fileprivate func isLegal(count: Int, channels: Int) -> Bool {
    grid.legalBits.contains(bits) && values.count == count
      && (scales.count == 1 || scales.count == channels)
      && scales.allSatisfy { $0 > 0 && $0.isFinite }
      && values.allSatisfy { grid.contains(Int($0), bits: bits) }
  }
}

extension ScaledIntegers {
  fileprivate func isLegal(channels: Int, isSigned: Bool) -> Bool {
    guard (2...16).contains(bits), (0...30).contains(exponent) else { return false }
    let range = isSigned ? IntegerRange.signed(bits: bits) : IntegerRange.unsigned(bits: bits)
    return (mantissas.count == 1 || mantissas.count == channels)
      && mantissas.allSatisfy { range.contains(Int($0)) }
      && mantissas.indices.allSatisfy { IntegerRange.signed(bits: 31).contains(value(at: $0)) }
  }
}

extension IntegerFiring {
  fileprivate func isLegal(in layer: QuantizedLayer) -> Bool {
    let range = IntegerRange.signed(bits: layer.membraneBits)
    return threshold.isLegal(channels: layer.geometry.channels, isSigned: false)
      && threshold.mantissas.indices.allSatisfy {
        let value = threshold.value(at: $0)
        return value > 0 && value <= range.upper && resetValue(at: $0) < value
      } && (resetValue?.isLegal(channels: layer.geometry.channels, isSigned: true) ?? true)
      && (resetValue?.mantissas.indices ?? 0..<0).allSatisfy {
        let value = resetValue(at: $0)
        return range.contains(value) && value < threshold.value(at: $0)
      }
  }
}

extension IntegerDecay {
  fileprivate func isLegal(channels: Int, membraneBits: Int) -> Bool {
    let isCountLegal = numbers.count == 1 || numbers.count == channels
    switch self {
    case .none:
      return true
    case .multiplier(let factors, let fractionBits, let bits, let rounding):
      return isCountLegal && (0...ParameterQuantizer.largestFractionBits).contains(fractionBits)
        && (1...16).contains(bits) && !rounding.isStochastic && membraneBits + bits <= 31
        && factors.allSatisfy {
          IntegerRange.unsigned(bits: bits).contains($0) && $0 <= 1 << fractionBits
        }
    case .shift(let distances, let bits, let rounding):
      return isCountLegal && (1...4).contains(bits) && !rounding.isStochastic
        && distances.allSatisfy { IntegerRange.unsigned(bits: bits).contains($0) }
    }
  }
}
