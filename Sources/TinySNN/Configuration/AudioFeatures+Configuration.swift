extension AudioFeatures {
  /// Reads the section `dataset.features` for recordings of `sampleRate` samples per second.
  init(_ reader: ConfigReader, sampleRate: Int) {
    self.init()
    kind = reader.word("kind", default: kind)
    bands = reader.int("bands", in: 2...64, default: bands)
    if kind == .mfcc {
      coefficients = reader.int("coefficients", in: 1...bands, default: min(bands, coefficients))
    }
    frames = reader.int("frames", in: 2...255, default: frames)
    window = reader.double("window_ms", in: .closed(5...128), default: window)
    alignment = reader.word("alignment", default: alignment)
    if alignment == .center {
      hop = reader.double("hop_ms", in: .closed(1...128), default: hop)
    }
    let limit = Double(sampleRate) / 2
    low = reader.double("low_hz", in: .closed(0...limit), default: low)
    high = reader.double("high_hz", in: .closed(0...limit), default: high)
    preEmphasis = reader.double("pre_emphasis", in: .closed(0...0.99), default: preEmphasis)
    reference = reader.word("reference", default: reference)
    range = reader.double("range_db", in: .closed(10...120), default: range)
    layout = reader.word("layout", default: layout)
    reader.dropGenerated(["coefficients", "hop_ms"])
    reader.finish()
    checkBands(reader, sampleRate: sampleRate)
  }

  /// Reports bands that no frequency of the transform falls into.
  private func checkBands(_ reader: ConfigReader, sampleRate: Int) {
    guard low < high else {
      return reader.report(
        "expected \(reader.path("high_hz")) above low_hz, which is \(ConfigValue.double(low).yaml), "
          + "found \(ConfigValue.double(high).yaml)",
        at: reader.peek("high_hz")?.origin ?? reader.origin,
        key: "high_hz"
      )
    }
    guard filterBank(sampleRate: sampleRate).filters.contains(where: \.weights.isEmpty) else {
      return
    }
    let size = transformLength(sampleRate: sampleRate)
    let spacing = ConfigValue.double(Double(sampleRate) / Double(size)).yaml
    reader.report(
      "expected bands wide enough to hold a frequency of the transform, which are \(spacing) Hz apart, "
        + "at \(reader.path("bands")): fewer bands or a longer window_ms; found \(bands)",
      at: reader.peek("bands")?.origin ?? reader.origin,
      key: "bands"
    )
  }

  /// The canonical spelling.
  var node: ConfigNode {
    var pairs = [("kind", ConfigNode.string(kind.rawValue)), ("bands", .int(bands))]
    if kind == .mfcc { pairs.append(("coefficients", .int(coefficients))) }
    pairs += [
      ("frames", .int(frames)), ("window_ms", .double(window)),
      ("alignment", .string(alignment.rawValue)),
    ]
    if alignment == .center { pairs.append(("hop_ms", .double(hop))) }
    pairs += [
      ("low_hz", .double(low)), ("high_hz", .double(high)), ("pre_emphasis", .double(preEmphasis)),
      ("reference", .string(reference.rawValue)), ("range_db", .double(range)),
      ("layout", .string(layout.rawValue)),
    ]
    return .map(pairs)
  }
}
