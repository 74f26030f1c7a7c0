import SpikingNetworks

extension AugmentationSpec {
  /// Reads the section `dataset.augment`.
  init(_ reader: ConfigReader) {
    self.init(
      shift: reader.int("shift", in: 0...8, default: 0),
      rotate: reader.double("rotate", in: .closed(0...180), default: 0),
      scale: reader.double("scale", in: .closed(0...0.9), default: 0),
      cutout: reader.int("cutout", in: 0...64, default: 0),
      noise: reader.double("noise", in: .closed(0...1), default: 0)
    )
    reader.finish()
  }

  /// The canonical spelling.
  var node: ConfigNode {
    .map([
      ("shift", .int(shift)), ("rotate", .double(rotate)), ("scale", .double(scale)),
      ("cutout", .int(cutout)), ("noise", .double(noise)),
    ])
  }
}
