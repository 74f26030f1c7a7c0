/// The version of the library and the tool.
public enum Version {
  /// Semantic version; artifacts, journals and headers carry it.
  public static let text = "0.1.0"
}
