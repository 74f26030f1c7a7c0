import SpikingNetworks

extension AugmentationSpec {
  /// Reads the section `dataset.augment` for samples of `shape`, whose sides bound what moves; nil bounds nothing.
  ///
  /// Events are shifted only.
  init(_ reader: ConfigReader, shape: SampleShape?, ofEvents: Bool = false) {
    // A signal of height 1 is changed along its columns only.
    let side = shape.map { $0.height == 1 ? $0.width : min($0.height, $0.width) } ?? .max
    self.init(
      shift: reader.int("shift", in: 0...min(8, side - 1), default: 0),
      rotate: reader.double("rotate", in: .closed(0...180), default: 0),
      scale: reader.double("scale", in: .closed(0...0.9), default: 0),
      cutout: reader.int("cutout", in: 0...min(64, side - 1), default: 0),
      noise: reader.double("noise", in: .closed(0...1), default: 0)
    )
    reader.finish()
    guard ofEvents else { return }
    for key in changesOfValues {
      guard let node = reader.peek(key) else { continue }
      reader.report(
        "expected 0 at \(reader.path(key)), since events are shifted only, found \(node.summary)",
        at: node.origin,
        key: key
      )
    }
  }

  /// The canonical spelling.
  var node: ConfigNode {
    .map([
      ("shift", .int(shift)), ("rotate", .double(rotate)), ("scale", .double(scale)),
      ("cutout", .int(cutout)), ("noise", .double(noise)),
    ])
  }
}
