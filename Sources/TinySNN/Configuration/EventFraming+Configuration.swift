extension EventFraming {
  /// Reads the section `dataset.frames`; the number of frames is that of the time steps.
  init(_ reader: ConfigReader) {
    self.init()
    size = reader.int("size", in: 1...EventRecording.side, default: size)
    polarity = reader.word("polarity", default: polarity)
    window = reader.word("window", default: window)
    if window == .fixed {
      milliseconds = reader.int("window_ms", in: 1...8388, default: milliseconds)
    }
    reader.dropGenerated(["window_ms"])
    reader.finish()
  }

  /// The canonical spelling.
  var node: ConfigNode {
    var pairs: [(String, ConfigNode)] = [
      ("size", .int(size)), ("polarity", .string(polarity.rawValue)),
      ("window", .string(window.rawValue)),
    ]
    if window == .fixed { pairs.append(("window_ms", .int(milliseconds))) }
    return .map(pairs)
  }
}
