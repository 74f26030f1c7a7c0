import FixedPoint
import Quantization
import SpikingNetworks

extension QuantizedNetwork {
  /// Refuses a structure that the runtime does not have.
  func checkExportable() throws(ExportError) {
    func refuse(_ reason: String) -> ExportError { .unsupported(layer: nil, reason: reason) }
    guard let last = layers.last else { throw refuse("it has no layers") }
    guard (1...255).contains(input.timesteps) else {
      throw refuse("\(input.timesteps) time steps; 1...255 are possible")
    }
    guard (1...8).contains(input.bits) else {
      throw refuse("inputs of \(input.bits) bits; 1...8 are possible")
    }
    var count = input.shape.count
    var names: Set<String> = []
    for layer in layers {
      guard layer.inputCount == count else {
        throw .unsupported(
          layer: layer.name,
          reason: "it has \(layer.inputCount) inputs and receives \(count)"
        )
      }
      count = layer.outputCount
      guard names.insert(layer.name.uppercased()).inserted else {
        throw .duplicateLayer(name: layer.name)
      }
    }
    for layer in layers.dropLast() where layer.firing == nil {
      throw .unsupported(layer: layer.name, reason: "it never fires and is not the last layer")
    }
    switch readout {
    case .spikeCount where last.firing == nil:
      throw .unsupported(layer: last.name, reason: "its spikes are counted and it never fires")
    case .membrane where last.firing != nil:
      throw .unsupported(layer: last.name, reason: "its membranes are read out and it fires")
    case .spikeCount, .membrane: break
    }
  }
}

extension QuantizedLayer {
  /// Refuses numbers that the runtime has no storage for.
  func checkExportable() throws(ExportError) {
    for (isLegal, reason) in exportConditions where !isLegal() {
      throw .unsupported(layer: name, reason: reason)
    }
  }

  private var exportConditions: [(isLegal: () -> Bool, reason: String)] {
    [
      (
        { (1...65_528).contains(self.inputCount) && (1...65_528).contains(self.outputCount) },
        "\(inputCount) inputs and \(outputCount) neurons; 1...65528 are possible"
      ),
      (
        { WeightQuantization.legalBits.contains(self.weights.bits) },
        "weights of \(weights.bits) bits; 2...8 and 16 are possible"
      ),
      (
        {
          let range = IntegerRange.signed(bits: self.weights.bits)
          return self.weights.values.count == self.inputCount * self.outputCount
            && self.weights.values.allSatisfy { range.contains(Int($0)) }
        }, "the weights do not fit \(weights.bits) bits, or their number is wrong"
      ),
      (
        { (-16...16).contains(self.guardBits) && !self.guardRounding.isStochastic },
        "guard bits \(guardBits) with rounding \(guardRounding.rawValue)"
      ),
      (
        { (2...24).contains(self.membraneBits) },
        "membranes of \(membraneBits) bits; 2...24 are possible"
      ),
      ({ self.bias?.isStorable(count: self.outputCount, signed: true) ?? true }, "illegal biases"),
      ({ self.firing?.isStorable(by: self) ?? true }, "illegal thresholds or reset value"),
      (
        { self.decay.isStorable(membraneBits: self.membraneBits) },
        "an illegal decay, or one whose product with the membrane can leave 31 bits"
      ),
    ]
  }
}

extension ScaledIntegers {
  fileprivate func isStorable(count: Int, signed: Bool) -> Bool {
    guard (1...16).contains(bits) else { return false }
    let range = signed ? IntegerRange.signed(bits: bits) : IntegerRange.unsigned(bits: bits)
    return (0...30).contains(exponent) && (mantissas.count == 1 || mantissas.count == count)
      && mantissas.allSatisfy { range.contains(Int($0)) }
      && mantissas.indices.allSatisfy { IntegerRange.signed(bits: 32).contains(value(at: $0)) }
  }
}

extension IntegerFiring {
  fileprivate func isStorable(by layer: QuantizedLayer) -> Bool {
    threshold.isStorable(count: layer.outputCount, signed: false)
      && threshold.mantissas.allSatisfy { $0 > 0 }
      && IntegerRange.signed(bits: layer.membraneBits).contains(resetValue)
  }
}

extension IntegerDecay {
  fileprivate func isStorable(membraneBits: Int) -> Bool {
    switch self {
    case .none: true
    case .multiplier(let factor, let fractionBits, let bits, let rounding):
      (0...30).contains(fractionBits) && (1...16).contains(bits) && !rounding.isStochastic
        && IntegerRange.unsigned(bits: bits).contains(factor) && factor <= 1 << fractionBits
        && membraneBits + bits <= 31
    case .shift(let distance, _, let rounding):
      (0...30).contains(distance) && !rounding.isStochastic
    }
  }
}
