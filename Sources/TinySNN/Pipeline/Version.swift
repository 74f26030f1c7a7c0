/// The version of the library and the tool.
public enum Version {
  /// Semantic version; artifacts, journals and headers carry it.
  public static let text = "0.1.0"

  /// The number of the float engine: raised with every change of a bit of a trained weight, for example of
  /// the order of a sum.
  ///
  /// Checkpoints and models carry it, so that no training goes on with another arithmetic than it began with.
  /// Whoever records the snapshots of trained models anew raises it.
  public static let engine = 1
}
