import SpikingNetworks

extension DistillationSpec {
  /// Reads the section `train.distillation`, whose source is read before; nil if nothing teaches.
  static func read(_ reader: ConfigReader) -> DistillationSpec? {
    defer { reader.finish() }
    guard !reader.keys.isEmpty else { return nil }
    return DistillationSpec(
      temperature: reader.double("temperature", in: .positive(upTo: 1000), default: 4),
      alpha: reader.double("alpha", in: .closed(0...1), default: 0.5),
      features: reader.double("features", in: .closed(0...1_000_000), default: 0)
    )
  }

  /// The canonical spelling, without the source of the teacher.
  var pairs: [(String, ConfigNode)] {
    [
      ("temperature", .double(temperature)), ("alpha", .double(alpha)),
      ("features", .double(features)),
    ]
  }
}
