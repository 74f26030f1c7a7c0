import SpikingNetworks

extension ParameterTuning {
  /// Reads the tuning of the number `name`, whose initial values lie around `middle` and inside `range`.
  init(
    _ reader: ConfigReader,
    of name: String,
    around middle: Double,
    in range: NumberRange
  ) {
    let sharing: ParameterSharing = reader.word("per", default: .layer)
    var spread = 0.0
    switch sharing {
    case .layer:
      // One value has nothing to be spread over.
      reader.dropGenerated(["spread"])
    case .channel:
      spread = reader.double("spread", in: .closed(0...1_000_000), default: 0)
      // The engine's numbers are 32-bit floats.
      let ends = [Double(Float(middle - spread)), Double(Float(middle + spread))]
      if spread > 0, !ends.allSatisfy(range.contains) {
        let origin = reader.peek("spread")?.origin ?? reader.origin
        reader.report(
          "expected a spread that keeps \(name) \(range.text) at \(reader.path("spread")), "
            + "found \(ConfigValue.double(spread)) around \(ConfigValue.double(middle))",
          at: origin,
          key: "spread"
        )
        spread = 0
      }
    }
    let isTrained = reader.bool("learn", default: false)
    reader.finish()
    self.init(sharing: sharing, spread: spread, isTrained: isTrained)
  }

  /// The canonical spelling.
  var node: ConfigNode {
    let spread: [(String, ConfigNode)] =
      switch sharing {
      case .layer: []
      case .channel: [("spread", .double(spread))]
      }
    return .map([("per", .string(sharing.rawValue))] + spread + [("learn", .bool(isTrained))])
  }
}

extension NumberRange {
  /// The range in words, without an upper end that is infinite.
  fileprivate var text: String {
    guard upper == .infinity else { return description }
    return (excludesLower ? "above " : "at least ")
      + ConfigValue.double(lower).normalized.description
  }
}
