import FixedPoint
import Quantization

extension ConfigReader {
  /// Reports weights of a width that their grid does not have.
  func checkWidth(of weights: WeightQuantization) {
    let legal = weights.grid.legalBits
    guard !legal.contains(weights.storedBits) else { return }
    let key = contains("weights") ? "weights.bits" : "weights"
    report(
      "expected weights.bits of \(legal.map(String.init).joined(separator: ", ")) at \(path) "
        + "for grid \(weights.grid.rawValue), found \(weights.bits)",
      at: peek("weights")?.origin ?? origin,
      key: key
    )
  }

  /// Reports a state and a multiplier whose product could leave 32 bits.
  func checkProduct(
    _ stateKey: String,
    _ bits: Int,
    _ decayKey: String,
    _ decay: DecayQuantization,
    atMost limit: Int = QuantizedLayer.largestProductBits
  ) {
    guard decay.kind == .multiplier, bits + decay.bits > limit else { return }
    diagnostics.report(
      "expected \(stateKey) + \(decayKey) of at most \(limit) at \(path), "
        + "found \(bits) + \(decay.bits)",
      at: origin,
      path: path
    )
  }

  /// Reads a rounding mode that the device executes.
  func deviceRounding(_ key: String, default fallback: RoundingMode) -> RoundingMode {
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

  func clippingRule(_ key: String, default fallback: ClippingRule) -> ClippingRule {
    guard let node = take(key) else { return fallback }
    if case .scalar(.string(let text)) = node.content, let rule = ClippingRule(text) { return rule }
    return wrong(node, key, "max, mse, or percentile:P with P in 50...100", fallback)
  }

  func guardBits(_ key: String, default fallback: GuardBits) -> GuardBits {
    guard let node = take(key) else { return fallback }
    var parsed: GuardBits?
    if case .scalar(let value) = node.content {
      parsed = value.wholeNumber.map(GuardBits.exactly) ?? GuardBits(value.description)
    }
    switch parsed {
    case .exactly(let count)? where GuardBits.legalCounts.contains(count): return .exactly(count)
    case .automatic(let headroom)? where (0...8).contains(headroom):
      return .automatic(headroom: headroom)
    default:
      return wrong(
        node,
        key,
        "a whole number in \(GuardBits.legalCounts), auto, or auto:H with H in 0...8",
        fallback
      )
    }
  }
}
