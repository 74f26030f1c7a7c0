import FixedPoint
import Quantization

extension LayerQuantization {
  /// What a configuration without `quantize` gets.
  static let standard = LayerQuantization(
    weights: WeightQuantization(bits: 8, scale: .channel, clip: .max, rounding: .halfUp),
    bias: ParameterQuantization(bits: 8, rounding: .halfUp),
    threshold: ParameterQuantization(bits: 8, rounding: .halfUp),
    decay: DecayQuantization(kind: .multiplier, bits: 8, conversion: .halfUp, rounding: .halfUp),
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
      membrane: MembraneQuantization(reader.section("membrane"), default: fallback.membrane)
    )
    let product = membrane.bits + decay.bits
    if decay.kind == .multiplier && product > QuantizationPlan.maximumProductBits {
      reader.diagnostics.report(
        "expected membrane.bits + decay.bits of at most \(QuantizationPlan.maximumProductBits) "
          + "at \(reader.path), found \(membrane.bits) + \(decay.bits)",
        at: reader.origin,
        path: reader.path
      )
    }
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
      (
        "decay",
        .map([
          ("kind", .string(decay.kind.rawValue)), ("bits", .int(decay.bits)),
          ("conversion", .string(decay.conversion.rawValue)),
          ("rounding", .string(decay.rounding.rawValue)),
        ])
      ),
      (
        "membrane",
        .map([
          ("bits", .int(membrane.bits)), ("guard", membrane.guardBits.node),
          ("guard_rounding", .string(membrane.guardRounding.rawValue)),
          ("overflow", .string(membrane.overflow.rawValue)),
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
      bits: reader.int("bits", in: 2...16, default: fallback.bits),
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
      bits: reader.int("bits", in: 1...16, default: fallback.bits),
      conversion: reader.word("conversion", default: fallback.conversion),
      rounding: reader.deviceRounding("rounding", default: fallback.rounding)
    )
    reader.finish()
  }
}

extension MembraneQuantization {
  fileprivate init(_ reader: ConfigReader, default fallback: MembraneQuantization) {
    self.init(
      bits: reader.int("bits", in: 4...24, default: fallback.bits),
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

extension ConfigReader {
  /// Reads a rounding mode that the device executes.
  fileprivate func deviceRounding(_ key: String, default fallback: RoundingMode) -> RoundingMode {
    guard let node = take(key) else { return fallback }
    if case .scalar(.string(RoundingMode.stochastic.rawValue)) = node.content {
      let modes = RoundingMode.deterministic.map(\.rawValue).joined(separator: " | ")
      report(
        "expected \(modes) at \(path(key)): this rounding happens in every step on the device, "
          + "where 'stochastic' is refused",
        at: node.origin,
        key: key
      )
      return fallback
    }
    return word(node, key, default: fallback)
  }

  fileprivate func clippingRule(_ key: String, default fallback: ClippingRule) -> ClippingRule {
    guard let node = take(key) else { return fallback }
    if case .scalar(.string(let text)) = node.content, let rule = ClippingRule(text) { return rule }
    return wrong(node, key, "max, mse, or percentile:P with P in 50...100", fallback)
  }

  fileprivate func guardBits(_ key: String, default fallback: GuardBits) -> GuardBits {
    guard let node = take(key) else { return fallback }
    var parsed: GuardBits?
    if case .scalar(let value) = node.content {
      parsed = value.wholeNumber.map(GuardBits.exactly) ?? GuardBits(value.description)
    }
    switch parsed {
    case .exactly(let count)? where (-16...16).contains(count): return .exactly(count)
    case .automatic(let headroom)? where (0...8).contains(headroom):
      return .automatic(headroom: headroom)
    default:
      return wrong(
        node,
        key,
        "a whole number in -16...16, auto, or auto:H with H in 0...8",
        fallback
      )
    }
  }
}
