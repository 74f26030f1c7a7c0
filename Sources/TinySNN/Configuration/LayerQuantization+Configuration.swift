import FixedPoint
import Quantization

extension LayerQuantization {
  /// What a configuration without `quantize` gets.
  static let standard = LayerQuantization(
    weights: WeightQuantization(bits: 8, scale: .channel, clip: .max, rounding: .halfUp),
    bias: ParameterQuantization(bits: 8, rounding: .halfUp),
    threshold: ParameterQuantization(bits: 8, rounding: .halfUp),
    decay: .standard,
    membrane: MembraneQuantization(
      bits: 16,
      guardBits: .automatic(headroom: 1),
      guardRounding: .halfUp,
      overflow: .saturate
    )
  )

  /// Reads the keys of one layer or of the defaults; what is absent is as in `fallback`.
  init(_ reader: ConfigReader, default fallback: LayerQuantization) {
    self.init(
      weights: WeightQuantization(reader.section("weights"), default: fallback.weights),
      bias: ParameterQuantization(reader.section("bias"), default: fallback.bias),
      threshold: ParameterQuantization(reader.section("threshold"), default: fallback.threshold),
      decay: DecayQuantization(reader.section("decay"), default: fallback.decay),
      membrane: MembraneQuantization(reader.section("membrane"), default: fallback.membrane),
      accumulator: AccumulatorQuantization(
        reader.section("accumulator"),
        default: fallback.accumulator
      ),
      reset: ParameterQuantization(reader.section("reset"), default: fallback.reset),
      synapse: SynapseQuantization(reader.section("synapse"), default: fallback.synapse),
      adaptation: AdaptationQuantization(
        reader.section("adaptation"),
        default: fallback.adaptation
      )
    )
    reader.checkWidth(of: weights)
    reader.checkProduct("membrane.bits", membrane.bits, "decay.bits", decay)
    reader.checkProduct("synapse.bits", synapse.bits, "synapse.decay.bits", synapse.decay)
    reader.checkProduct(
      "adaptation.bits",
      adaptation.bits,
      "adaptation.decay.bits",
      adaptation.decay,
      atMost: QuantizedLayer.largestRiseProductBits
    )
  }

  /// The canonical spelling.
  var pairs: [(String, ConfigNode)] {
    [
      (
        "weights",
        .map([
          ("grid", .string(weights.grid.rawValue)), ("bits", .int(weights.bits)),
          ("scale", .string(weights.scale.rawValue)), ("clip", .string(weights.clip.text)),
          ("rounding", .string(weights.rounding.rawValue)),
        ])
      ),
      ("bias", bias.node),
      ("threshold", threshold.node),
      ("decay", decay.node),
      (
        "membrane",
        .map([
          ("bits", .int(membrane.bits)), ("guard", membrane.guardBits.node),
          ("guard_rounding", .string(membrane.guardRounding.rawValue)),
          ("overflow", .string(membrane.overflow.rawValue)),
        ])
      ),
      (
        "accumulator",
        .map([
          ("bits", .int(accumulator.bits)), ("overflow", .string(accumulator.overflow.rawValue)),
        ])
      ),
      ("reset", reset.node),
      (
        "synapse",
        .map([
          ("decay", synapse.decay.node), ("bits", .int(synapse.bits)),
          ("overflow", .string(synapse.overflow.rawValue)),
        ])
      ),
      (
        "adaptation",
        .map([
          ("decay", adaptation.decay.node), ("step", adaptation.step.node),
          ("bits", .int(adaptation.bits)),
        ])
      ),
    ]
  }
}

extension WeightQuantization {
  fileprivate init(_ reader: ConfigReader, default fallback: WeightQuantization) {
    let grid = reader.word("grid", default: fallback.grid)
    var bits = fallback.bits
    if let node = reader.take("bits") {
      if case .scalar(let value) = node.content, let whole = value.wholeNumber,
        WeightQuantization.legalBits.contains(whole)
      {
        bits = whole
      } else {
        bits = reader.wrong(node, "bits", "a width in 1...8 or 16", bits)
      }
    }
    self.init(
      grid: grid,
      bits: bits,
      scale: reader.word("scale", default: fallback.scale),
      clip: reader.clippingRule("clip", default: fallback.clip),
      rounding: reader.word("rounding", default: fallback.rounding)
    )
    reader.finish()
  }
}

extension ParameterQuantization {
  fileprivate init(_ reader: ConfigReader, default fallback: ParameterQuantization) {
    self.init(
      bits: reader.int("bits", in: ParameterQuantization.legalBits, default: fallback.bits),
      rounding: reader.word("rounding", default: fallback.rounding)
    )
    reader.finish()
  }

  fileprivate var node: ConfigNode {
    .map([("bits", .int(bits)), ("rounding", .string(rounding.rawValue))])
  }
}

extension DecayQuantization {
  fileprivate init(_ reader: ConfigReader, default fallback: DecayQuantization) {
    self.init(
      kind: reader.word("kind", default: fallback.kind),
      // One range for both kinds, so that a search may vary them apart; `QuantizationPlan` mends shifts.
      bits: reader.int("bits", in: DecayKind.multiplier.legalBits, default: fallback.bits),
      conversion: reader.word("conversion", default: fallback.conversion),
      rounding: reader.deviceRounding("rounding", default: fallback.rounding)
    )
    reader.finish()
  }

  fileprivate var node: ConfigNode {
    .map([
      ("kind", .string(kind.rawValue)), ("bits", .int(bits)),
      ("conversion", .string(conversion.rawValue)), ("rounding", .string(rounding.rawValue)),
    ])
  }
}

extension AccumulatorQuantization {
  fileprivate init(_ reader: ConfigReader, default fallback: AccumulatorQuantization) {
    self.init(
      bits: reader.int("bits", in: AccumulatorQuantization.legalBits, default: fallback.bits),
      overflow: reader.word("overflow", default: fallback.overflow)
    )
    reader.finish()
  }
}

extension SynapseQuantization {
  fileprivate init(_ reader: ConfigReader, default fallback: SynapseQuantization) {
    self.init(
      decay: DecayQuantization(reader.section("decay"), default: fallback.decay),
      bits: reader.int("bits", in: QuantizedLayer.legalStateBits, default: fallback.bits),
      overflow: reader.word("overflow", default: fallback.overflow)
    )
    reader.finish()
  }
}

extension AdaptationQuantization {
  fileprivate init(_ reader: ConfigReader, default fallback: AdaptationQuantization) {
    self.init(
      decay: DecayQuantization(reader.section("decay"), default: fallback.decay),
      step: ParameterQuantization(reader.section("step"), default: fallback.step),
      bits: reader.int("bits", in: QuantizedLayer.legalStateBits, default: fallback.bits)
    )
    reader.finish()
  }
}

extension MembraneQuantization {
  fileprivate init(_ reader: ConfigReader, default fallback: MembraneQuantization) {
    self.init(
      bits: reader.int("bits", in: QuantizedLayer.legalStateBits, default: fallback.bits),
      guardBits: reader.guardBits("guard", default: fallback.guardBits),
      guardRounding: reader.deviceRounding("guard_rounding", default: fallback.guardRounding),
      overflow: reader.word("overflow", default: fallback.overflow)
    )
    reader.finish()
  }
}

extension GuardBits {
  fileprivate var node: ConfigNode {
    switch self {
    case .automatic(headroom: 1): .string("auto")
    case .automatic(let headroom): .string("auto:\(headroom)")
    case .exactly(let count): .int(count)
    }
  }
}
